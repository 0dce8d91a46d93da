package io.kvorum.cli.command.lease;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.client.lease.Leases;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kvctl lease revoke}. */
@Command(
        name = "revoke",
        description = "End a grant now, so that others need not wait.",
        footer = {
            "",
            "Also that of another process, which may go on for a while: only what looks at tokens is safe from it.",
            "If the grant with this token is over already nothing is changed, and the exit code is 4.",
            "",
            "Examples:",
            "  kvctl lease revoke '{job}lease' -b locks --token 17"
        })
final class LeaseRevoke extends LeaseOperation {
    @Mixin
    private TokenOption token = new TokenOption();

    LeaseRevoke(Cli cli) {
        super(cli);
    }

    @Override
    Exit run(Cluster cluster, Leases leases) {
        if (!leases.revoke(key(), token.value())) {
            return conflict(leases, "nothing was changed: the grant with token " + token.value() + " is over");
        }
        cli.console().say("ok");
        return Exit.OK;
    }
}
