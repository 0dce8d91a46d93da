package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.TypedBucket;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Cells;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.row.Version;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code kvctl crdt flag}. */
@Command(
        name = "flag",
        description = "Flags: on or off.",
        footer = {
            "",
            "Of an enabling and a disabling that have not seen each other, the enabling wins in a bucket of type flag,",
            "the disabling in one of type disable-wins-flag.",
            "",
            "Examples:",
            "  kvctl crdt flag enable -b presence alice --ttl 30s    off by itself unless enabled again",
            "  kvctl crdt flag get -b presence alice"
        })
final class FlagCommand {
    private static final Set<CellType> TYPES = EnumSet.of(CellType.FLAG, CellType.DISABLE_WINS_FLAG);

    private FlagCommand() {}

    static CommandLine of(Cli cli) {
        return new CommandLine(new FlagCommand())
                .addSubcommand(new Enable(cli))
                .addSubcommand(new Disable(cli))
                .addSubcommand(new Get(cli));
    }

    @Command(name = "enable", description = "Switch a flag on.")
    static final class Enable extends TypedUpdate {
        Enable(Cli cli) {
            super(cli);
        }

        @Override
        Set<CellType> types() {
            return TYPES;
        }

        @Override
        TypedBucket.Change change(CellType type) {
            return TypedBucket.Change.to(new Operand.Toggle(true).toBytes());
        }
    }

    @Command(name = "disable", description = "Switch a flag off.")
    static final class Disable extends TypedUpdate {
        Disable(Cli cli) {
            super(cli);
        }

        @Override
        Set<CellType> types() {
            return TYPES;
        }

        @Override
        TypedBucket.Change change(CellType type) {
            return TypedBucket.Change.to(new Operand.Toggle(false).toBytes());
        }
    }

    @Command(name = "get", description = "Print on or off. One that was never switched is off.")
    static final class Get extends TypedRead {
        Get(Cli cli) {
            super(cli);
        }

        @Override
        Set<CellType> types() {
            return TYPES;
        }

        @Override
        Exit show(CellType type, List<Version> live, Map<String, Object> fields) {
            boolean on = type == CellType.FLAG ? Cells.isOnEnableWins(live) : Cells.isOnDisableWins(live);
            String text = on ? "on" : "off";
            fields.put("value", on);
            cli.console().show(Shown.value(text, fields));
            return Exit.OK;
        }
    }
}
