package io.kvorum.cli.command.lease;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.client.lease.Lease;
import io.kvorum.client.lease.Leases;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kvctl lease keepalive}. */
@Command(
        name = "keepalive",
        description = "Renew a lease again and again, until Ctrl-C or until it is lost.",
        footer = {
            "",
            "When it is lost, or the token is of an earlier grant, the exit code is 4. Ctrl-C does not give it back:",
            "it is over after its duration, or at once with 'kvctl lease revoke'.",
            "",
            "Examples:",
            "  kvctl lease keepalive '{job}lease' -b locks --token 17",
            "  kvctl lease keepalive '{job}lease' -b locks --token 17 --once"
        })
final class LeaseKeepalive extends LeaseOperation {
    @Mixin
    private TokenOption token = new TokenOption();

    @Option(names = "--once", description = "Renew it once.")
    private boolean once;

    LeaseKeepalive(Cli cli) {
        super(cli);
    }

    @Override
    Exit run(Cluster cluster, Leases leases) throws InterruptedException {
        Optional<Lease> held = leases.resume(key(), token.value());
        if (held.isEmpty()) {
            return conflict(leases, "not renewed: the grant with token " + token.value() + " is over");
        }
        Lease lease = held.get();
        show(lease.stored(), once ? "renewed" : "renewed; and again every third of its duration, until Ctrl-C");
        if (once) {
            return Exit.OK;
        }
        CompletableFuture<Void> lost = lease.whenLost().toCompletableFuture();
        lease.keepAlive();
        try {
            lost.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a lease is lost without a reason", e);
        } finally {
            lease.stopKeepAlive();
        }
        return conflict(leases, "lost: it could not be renewed in time, or another one holds it");
    }
}
