package io.kvorum.cli.command.lease;

import io.kvorum.cli.Cli;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code kvctl lease}. */
@Command(
        name = "lease",
        description = "Hold something for a time, with a fencing token; see docs/leases.md.",
        footer = {
            "",
            "A lease is a key of a strong bucket. Whoever is granted it renews it before its duration is over; others",
            "take it over once it has stood still for its duration and a tenth. The token is greater than that of"
                    + " every",
            "earlier grant: what the lease protects refuses smaller ones, since a holder that was paused does not know",
            "that its lease is over.",
            "",
            "Examples:",
            "  kvctl bucket create locks --kind strong",
            "  TOKEN=$(kvctl lease grant '{job}lease' -b locks --duration 30s --wait -o raw)",
            "  kvctl lease keepalive '{job}lease' -b locks --token $TOKEN &",
            "  kvctl lease attach '{job}lease' -b locks --token $TOKEN --put '{job}state=done'",
            "  kvctl lease revoke '{job}lease' -b locks --token $TOKEN"
        })
public final class LeaseCommand {
    private LeaseCommand() {}

    /** The command with those below it. */
    public static CommandLine of(Cli cli) {
        return new CommandLine(new LeaseCommand())
                .addSubcommand(new LeaseGrant(cli))
                .addSubcommand(new LeaseKeepalive(cli))
                .addSubcommand(new LeaseRevoke(cli))
                .addSubcommand(new LeaseShow(cli))
                .addSubcommand(new LeaseAttach(cli));
    }
}
