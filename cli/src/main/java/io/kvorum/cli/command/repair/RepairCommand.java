package io.kvorum.cli.command.repair;

import io.kvorum.cli.Cli;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code kvctl repair}. */
@Command(
        name = "repair",
        description = "Compare replicas, mend what differs, and prove that they are identical.",
        footer = {
            "",
            "Nodes compare the Merkle trees of their replicas every ten minutes by themselves, and mend what differs:"
                    + " nobody",
            "has to run a repair on a schedule. What one replica has lost comes back; what was removed does not.",
            "",
            "Examples:",
            "  kvctl repair run",
            "  kvctl repair status",
            "  kvctl repair verify && echo identical",
            "  kvctl repair diff -o jsonl"
        })
public final class RepairCommand {
    private RepairCommand() {}

    /** The command with those below it. */
    public static CommandLine of(Cli cli) {
        return new CommandLine(new RepairCommand())
                .addSubcommand(new RepairRun(cli))
                .addSubcommand(new RepairStatus(cli))
                .addSubcommand(new RepairVerify(cli))
                .addSubcommand(new RepairDiff(cli))
                .addSubcommand(new RepairDamaged(cli))
                .addSubcommand(new RepairGiveUp(cli));
    }
}
