package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Cli;
import io.kvorum.cli.command.escrow.EscrowCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code kvctl crdt}. */
@Command(
        name = "crdt",
        description = "Keys of typed buckets: flags, registers, counters, counts of distinct things, sets, maps; see"
                + " docs/types.md.",
        footer = {
            "",
            "The type of a bucket is fixed when it is created. An update first reads the key and replaces what it was",
            "shown; updates that have not seen each other stay side by side, and the type says what they make"
                    + " together.",
            "",
            "Examples:",
            "  kvctl bucket create presence --type flag",
            "  kvctl crdt flag enable -b presence alice --ttl 30s",
            "  kvctl bucket create highscore --type max-register",
            "  kvctl crdt register set -b highscore alice 4711",
            "  kvctl bucket create likes --type counter",
            "  kvctl crdt counter incr -b likes article-1",
            "  kvctl bucket create carts --type set",
            "  kvctl crdt set add -b carts alice apples",
            "  kvctl bucket create profiles --type map",
            "  kvctl crdt map set -b profiles alice city Oslo",
            "  kvctl bucket create visitors --type hll",
            "  kvctl crdt hll add -b visitors monday alice bob",
            "",
            "What several regions spend while they are cut off from each other, and must not overspend, is no typed"
                    + " bucket:",
            "see 'kvctl crdt escrow --help'."
        })
public final class CrdtCommand {
    private CrdtCommand() {}

    /** The command with those below it. */
    public static CommandLine of(Cli cli) {
        return new CommandLine(new CrdtCommand())
                .addSubcommand(FlagCommand.of(cli))
                .addSubcommand(RegisterCommand.of(cli))
                .addSubcommand(CounterCommand.of(cli))
                .addSubcommand(HllCommand.of(cli))
                .addSubcommand(SetCommand.of(cli))
                .addSubcommand(MapCommand.of(cli))
                .addSubcommand(EscrowCommand.of(cli))
                .addSubcommand(new ExplainTypedCommand(cli))
                .addSubcommand(new DeleteCommand(cli))
                .addSubcommand(new ResendCommand(cli));
    }
}
