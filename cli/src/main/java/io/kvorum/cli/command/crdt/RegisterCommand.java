package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Cli;
import io.kvorum.client.TypedBucket;
import io.kvorum.crdt.cell.CellType;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kvctl crdt register}. */
@Command(
        name = "register",
        description = "Registers: last-writer, multi-value, max and min.",
        footer = {
            "",
            "Of writes that have not seen each other a bucket of type lww-register shows the one that was issued last,",
            "mv-register all, max-register the highest number and min-register the lowest.",
            "",
            "Examples:",
            "  kvctl crdt register set -b profile alice '{\"name\":\"Alice\"}'",
            "  kvctl crdt register set -b highscore alice 4711",
            "  kvctl crdt register get -b highscore alice"
        })
final class RegisterCommand {
    private static final Set<CellType> TYPES = EnumSet.of(
            CellType.LAST_WRITER_REGISTER, CellType.MULTI_VALUE_REGISTER, CellType.MAX_REGISTER, CellType.MIN_REGISTER);

    private RegisterCommand() {}

    static CommandLine of(Cli cli) {
        return new CommandLine(new RegisterCommand())
                .addSubcommand(new SetValue(cli))
                .addSubcommand(new Get(cli));
    }

    @Command(name = "set", description = "Write a value; to a max or min register a number, which counts if it is one.")
    static final class SetValue extends TypedUpdate {
        @Parameters(index = "1", paramLabel = "VALUE", description = "The value.")
        private String value = "";

        SetValue(Cli cli) {
            super(cli);
        }

        @Override
        Set<CellType> types() {
            return TYPES;
        }

        @Override
        TypedBucket.Change change(CellType type) {
            return CellText.change(type, value);
        }
    }

    @Command(
            name = "get",
            description = "Print the value, or all of a multi-value register. Exit code 3 if there is none.")
    static final class Get extends ReadValues {
        Get(Cli cli) {
            super(cli);
        }

        @Override
        Set<CellType> types() {
            return TYPES;
        }

        @Override
        String name() {
            return "key '" + keyName() + "'";
        }
    }
}
