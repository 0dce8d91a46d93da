package io.kvorum.cli.command.lease;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.client.lease.Leases;
import io.kvorum.client.lease.StoredLease;
import picocli.CommandLine.Command;

/** {@code kvctl lease show}. */
@Command(
        name = "show",
        description = "Show who was granted a lease last, and has not given it back.",
        footer = {
            "",
            "It may be over: that it stands still for its duration is seen by two looks, not by one.",
            "",
            "Examples:",
            "  kvctl lease show '{job}lease' -b locks"
        })
final class LeaseShow extends LeaseOperation {
    LeaseShow(Cli cli) {
        super(cli);
    }

    @Override
    Exit run(Cluster cluster, Leases leases) {
        StoredLease lease = leases.inspect(key())
                .orElseThrow(() -> Failure.notFound(
                        "nobody holds lease '" + key().toUtf8() + "' in bucket " + bucketName(),
                        "'kvctl lease grant' takes it"));
        show(lease, "held, or over and not taken yet");
        return Exit.OK;
    }
}
