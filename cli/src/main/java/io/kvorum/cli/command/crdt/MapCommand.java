package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.data.Words;
import io.kvorum.cli.output.Json;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.ElementPage;
import io.kvorum.client.Level;
import io.kvorum.client.MapEntry;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.TypedBucket;
import io.kvorum.client.WriteOptions;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl crdt map}. */
@Command(
        name = "map",
        description = "Maps of fields, each of a type of its own; maps inside of maps.",
        footer = {
            "",
            "An update of a field that a removal has not seen stays. Fields of one name and different types are"
                    + " different",
            "fields.",
            "",
            "Examples:",
            "  kvctl bucket create carts --type map",
            "  kvctl crdt map set -b carts alice note 'ring twice'",
            "  kvctl crdt map set -b carts alice items/apples 3 --as max-register",
            "  kvctl crdt map set -b carts alice gift on --as flag",
            "  kvctl crdt map get -b carts alice items/apples --as max-register",
            "  kvctl crdt map ls -b carts alice",
            "  kvctl crdt map rm -b carts alice items"
        })
final class MapCommand {
    private static final Set<CellType> TYPES = EnumSet.of(CellType.MAP);

    private MapCommand() {}

    static CommandLine of(Cli cli) {
        return new CommandLine(new MapCommand())
                .addSubcommand(new SetField(cli))
                .addSubcommand(new Get(cli))
                .addSubcommand(new Ls(cli))
                .addSubcommand(new Rm(cli));
    }

    @Command(
            name = "set",
            description =
                    "Write a field: a value, of a max or min register a number, of a flag on or off, of an hll what"
                            + " to add.")
    static final class SetField extends TypedUpdate {
        @Parameters(
                index = "1",
                paramLabel = "FIELD",
                description = "The field; of an inner map with the names of the maps before it: items/apples.")
        private String path = "";

        @Mixin
        private FieldOption field = new FieldOption();

        @Parameters(index = "2", paramLabel = "VALUE", description = "The value.")
        private String value = "";

        SetField(Cli cli) {
            super(cli);
        }

        @Override
        Set<CellType> types() {
            return TYPES;
        }

        @Override
        Bytes element() {
            return field.element(path);
        }

        @Override
        TypedBucket.Change change(CellType type) {
            return CellText.change(type.cellOf(element()), value);
        }
    }

    @Command(name = "get", description = "Print the value of a field. Exit code 3 if it is not there.")
    static final class Get extends ReadValues {
        @Parameters(
                index = "1",
                paramLabel = "FIELD",
                description = "The field; of an inner map with the names of the maps before it: items/apples.")
        private String path = "";

        @Mixin
        private FieldOption field = new FieldOption();

        Get(Cli cli) {
            super(cli);
        }

        @Override
        Set<CellType> types() {
            return TYPES;
        }

        @Override
        Bytes element() {
            return field.element(path);
        }

        @Override
        String name() {
            return "field '" + path + "' of that type in the map '" + keyName() + "'";
        }
    }

    @Command(name = "ls", description = "List the fields of a map in the order of their paths, a page, or all pages.")
    static final class Ls extends TypedKey {
        @Option(names = "--after", paramLabel = "CURSOR", description = "Begin after a page that said so.")
        private Optional<String> after = Optional.empty();

        @Option(names = "--all", description = "All pages, not one of 256 fields. No snapshot.")
        private boolean all;

        @Option(
                names = "--r",
                paramLabel = "LEVEL",
                description = "Replicas that must answer: a number, one, local_quorum, quorum, each_quorum, all."
                        + " Default: the bucket's.")
        private String level = "";

        Ls(Cli cli) {
            super(cli);
        }

        @Override
        Set<CellType> types() {
            return TYPES;
        }

        @Override
        Exit run(Cluster cluster, CellType type) {
            ReadOptions options = level.isEmpty() ? ReadOptions.DEFAULT : ReadOptions.DEFAULT.level(Level.parse(level));
            List<Map<String, Object>> rows = new ArrayList<>();
            Optional<Bytes> next = after.map(Words::bytes);
            do {
                ElementPage<MapEntry> page = cluster.mapFields(bucketName(), key(), next, options);
                page.elements().forEach(entry -> rows.add(row(entry)));
                next = page.next();
            } while (all && next.isPresent());
            Map<String, Object> fields = fields();
            next.ifPresent(cursor -> Json.putBytes(fields, "next", cursor.array()));
            Shown shown = Shown.list("fields", List.of("field", "type", "value"), rows)
                    .with(fields);
            cli.console()
                    .show(
                            next.isPresent()
                                    ? shown.note("there are more: --after '" + Words.text(next.get()) + "', or --all")
                                    : shown);
            return Exit.OK;
        }

        private static Map<String, Object> row(MapEntry entry) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("field", entry.path().stream().map(Words::text).collect(Collectors.joining("/")));
            row.put("type", entry.type().text());
            row.put(
                    "value",
                    CellText.values(entry.type(), entry.versions()).stream()
                            .map(Words::text)
                            .collect(Collectors.joining(", ")));
            row.put("versions", entry.versions().size());
            return row;
        }
    }

    @Command(
            name = "rm",
            description = "Remove a field, of whatever types, or an inner map with all its fields, one by one.")
    static final class Rm extends TypedKey {
        @Parameters(index = "1", paramLabel = "FIELD", description = "The field or inner map.")
        private String path = "";

        @Mixin
        private ReadBefore before = new ReadBefore();

        @Option(
                names = "--w",
                paramLabel = "LEVEL",
                description = "Replicas that must have it durably: a number, one, local_quorum, quorum, each_quorum,"
                        + " all. Default: the bucket's.")
        private String level = "";

        Rm(Cli cli) {
            super(cli);
        }

        @Override
        Set<CellType> types() {
            return TYPES;
        }

        @Override
        Exit run(Cluster cluster, CellType type) {
            WriteOptions options =
                    level.isEmpty() ? WriteOptions.DEFAULT : WriteOptions.DEFAULT.level(Level.parse(level));
            int removed = cluster.removeFields(bucketName(), key(), FieldOption.names(path), before.options(), options);
            Map<String, Object> fields = fields();
            fields.put("removed", removed);
            cli.console().show(Shown.thing(fields));
            return Exit.OK;
        }
    }
}
