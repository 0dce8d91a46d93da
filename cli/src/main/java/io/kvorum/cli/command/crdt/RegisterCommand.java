package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.data.Words;
import io.kvorum.cli.output.Format;
import io.kvorum.cli.output.Json;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.TypedBucket;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Cells;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.cell.Updates;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
            return switch (type) {
                case LAST_WRITER_REGISTER -> last(Words.bytes(value));
                case MULTI_VALUE_REGISTER -> TypedBucket.Change.to(Words.bytes(value));
                default -> extreme(type, number());
            };
        }

        private static TypedBucket.Change last(Bytes bytes) {
            return seen -> {
                Cells.lastWritten(seen);
                return millis ->
                        Optional.of(Updates.lastWrite(seen, millis, bytes).toBytes());
            };
        }

        private static TypedBucket.Change extreme(CellType type, long number) {
            return seen -> {
                Operand operand =
                        type == CellType.MAX_REGISTER ? Updates.highest(seen, number) : Updates.lowest(seen, number);
                return millis -> Optional.of(operand.toBytes());
            };
        }

        private long number() {
            try {
                return Long.parseLong(value);
            } catch (NumberFormatException e) {
                throw Failure.usage("'" + value + "' is not a whole number of 64 bits", "");
            }
        }
    }

    @Command(
            name = "get",
            description = "Print the value, or all of a multi-value register. Exit code 3 if there is none.")
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
            List<Bytes> values = values(type, live);
            fields.put("found", !values.isEmpty());
            if (values.isEmpty()) {
                return absent(fields);
            }
            List<Map<String, Object>> rows = new ArrayList<>();
            List<Map<String, Object>> documents = new ArrayList<>();
            for (Bytes value : values) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("value", Words.text(value));
                rows.add(row);
                Map<String, Object> document = new LinkedHashMap<>();
                Json.putBytes(document, "value", value.array());
                documents.add(document);
            }
            fields.put("values", documents);
            Optional<byte[]> raw =
                    values.size() == 1 ? Optional.of(values.get(0).array()) : Optional.empty();
            cli.console().show(new Shown("", List.of("value"), rows, fields, List.of(), raw));
            return Exit.OK;
        }

        private Exit absent(Map<String, Object> fields) {
            if (cli.console().format() == Format.TABLE || cli.console().format() == Format.RAW) {
                throw Failure.notFound("there is no key '" + keyName() + "' in bucket '" + bucketName() + "'", "");
            }
            cli.console().show(Shown.thing(fields));
            return Exit.NOT_FOUND;
        }

        private static List<Bytes> values(CellType type, List<Version> live) {
            return switch (type) {
                case LAST_WRITER_REGISTER ->
                    Cells.lastWritten(live).map(Operand.Stamped::value).stream().toList();
                case MULTI_VALUE_REGISTER -> Cells.values(live);
                case MAX_REGISTER -> text(Cells.highest(live));
                default -> text(Cells.lowest(live));
            };
        }

        private static List<Bytes> text(OptionalLong number) {
            return number.isPresent() ? List.of(Bytes.ofUtf8(Long.toString(number.getAsLong()))) : List.of();
        }
    }
}
