package io.kvorum.cli.command.lease;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Durations;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.client.lease.Lease;
import io.kvorum.client.lease.LeaseOptions;
import io.kvorum.client.lease.LeaseRecord;
import io.kvorum.client.lease.Leases;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl lease grant}. */
@Command(
        name = "grant",
        description = "Take a lease that is free; print its token.",
        footer = {
            "",
            "If another one holds it nothing is changed: the holder is printed, with exit code 4. Whether a lease is"
                    + " over",
            "cannot be seen at one look: --wait looks again and again, and takes it over once it has stood still.",
            "The lease is not kept alive: 'kvctl lease keepalive' does that.",
            "",
            "Examples:",
            "  kvctl lease grant '{job}lease' -b locks --duration 30s",
            "  kvctl lease grant '{job}lease' -b locks --wait-limit 1m -o raw"
        })
final class LeaseGrant extends LeaseOperation {
    private static final Duration FOREVER = Duration.ofDays(365);

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long it is held if it is not renewed, 100ms to 24h. Default: ${DEFAULT-VALUE}.")
    private Duration duration = Duration.ofSeconds(30);

    @Option(
            names = "--holder",
            paramLabel = "NAME",
            description = "Who holds it, for people to see. Default: process and host.")
    private Optional<String> holder = Optional.empty();

    @Option(names = "--wait", description = "Wait for one that is held.")
    private boolean wait;

    @Option(names = "--wait-limit", paramLabel = "TIME", description = "Wait for one that is held, at most so long.")
    private Optional<Duration> waitLimit = Optional.empty();

    LeaseGrant(Cli cli) {
        super(cli);
    }

    @Override
    LeaseOptions options() {
        if (duration.compareTo(LeaseRecord.SHORTEST) < 0 || duration.compareTo(LeaseRecord.LONGEST) > 0) {
            throw Failure.usage("a lease lasts from 100ms to 24h, not " + Durations.text(duration), "--duration 30s");
        }
        LeaseOptions options = holder.map(LeaseOptions.DEFAULT::holder).orElse(LeaseOptions.DEFAULT);
        // A name that is out of bounds is refused before it is sent.
        new LeaseRecord(options.holder(), 0, duration, 0, 0).encode();
        return options;
    }

    @Override
    Exit run(Cluster cluster, Leases leases) throws InterruptedException {
        Duration patience = waitLimit.orElse(wait ? FOREVER : Duration.ZERO);
        Optional<Lease> lease = leases.grant(key(), duration, patience);
        if (lease.isEmpty()) {
            return conflict(leases, "not granted: another one holds it, or has not given it back");
        }
        show(lease.get().stored(), "granted");
        return Exit.OK;
    }
}
