package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.data.Fields;
import io.kvorum.cli.command.data.Words;
import io.kvorum.cli.output.Json;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.ElementPage;
import io.kvorum.client.Level;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.Reading;
import io.kvorum.client.SetBucket;
import io.kvorum.client.TypedBucket;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl crdt set}. */
@Command(
        name = "set",
        description = "Sets, of any number of elements.",
        footer = {
            "",
            "Of an add and a removal that have not seen each other, the add wins in a bucket of type set, the removal"
                    + " in",
            "one of type remove-wins-set.",
            "",
            "Examples:",
            "  kvctl crdt set add -b carts alice apples",
            "  kvctl crdt set contains -b carts alice apples && echo yes",
            "  kvctl crdt set ls -b carts alice",
            "  kvctl crdt set ls -b carts alice --all -o raw > elements.txt"
        })
final class SetCommand {
    private static final Set<CellType> TYPES = EnumSet.of(CellType.SET, CellType.REMOVE_WINS_SET);

    private SetCommand() {}

    static CommandLine of(Cli cli) {
        return new CommandLine(new SetCommand())
                .addSubcommand(new Add(cli))
                .addSubcommand(new Remove(cli))
                .addSubcommand(new Contains(cli))
                .addSubcommand(new Ls(cli))
                .addSubcommand(new Size(cli));
    }

    @Command(name = "add", description = "Add an element.")
    static final class Add extends TypedUpdate {
        @Parameters(index = "1", paramLabel = "ELEMENT", description = "The element.")
        private String element = "";

        Add(Cli cli) {
            super(cli);
        }

        @Override
        Set<CellType> types() {
            return TYPES;
        }

        @Override
        Bytes element() {
            return Words.bytes(element);
        }

        @Override
        TypedBucket.Change change(CellType type) {
            return SetBucket.addition();
        }
    }

    @Command(name = "remove", description = "Remove an element. To remove one that is not in is no error.")
    static final class Remove extends TypedUpdate {
        @Parameters(index = "1", paramLabel = "ELEMENT", description = "The element.")
        private String element = "";

        Remove(Cli cli) {
            super(cli);
        }

        @Override
        Set<CellType> types() {
            return TYPES;
        }

        @Override
        Bytes element() {
            return Words.bytes(element);
        }

        @Override
        TypedBucket.Change change(CellType type) {
            return SetBucket.removal(type);
        }
    }

    @Command(name = "contains", description = "Exit with 0 if the element is in, else with 3.")
    static final class Contains extends TypedRead {
        @Parameters(index = "1", paramLabel = "ELEMENT", description = "The element.")
        private String element = "";

        Contains(Cli cli) {
            super(cli);
        }

        @Override
        Set<CellType> types() {
            return TYPES;
        }

        @Override
        Bytes element() {
            return Words.bytes(element);
        }

        @Override
        Exit show(CellType type, List<Version> live, Map<String, Object> fields) {
            boolean isIn = CellType.isIn(type.sub(element()), live);
            fields.put("value", isIn);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("value", isIn ? "yes" : "no");
            cli.console().show(new Shown("", List.of("value"), List.of(row), fields, List.of(), Optional.empty()));
            return isIn ? Exit.OK : Exit.NOT_FOUND;
        }
    }

    @Command(name = "ls", description = "List elements in the order of their bytes, a page, or all pages.")
    static final class Ls extends TypedKey {
        @Option(names = "--after", paramLabel = "ELEMENT", description = "Begin after this one.")
        private Optional<String> after = Optional.empty();

        @Option(names = "--all", description = "All pages, not one of 256 elements. No snapshot.")
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
            StringBuilder lines = new StringBuilder();
            Optional<Bytes> next = after.map(Words::bytes);
            do {
                ElementPage<Bytes> page = cluster.elements(bucketName(), type, key(), next, options);
                for (Bytes element : page.elements()) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    Json.putBytes(row, "element", element.array());
                    rows.add(row);
                    lines.append(Words.text(element)).append('\n');
                }
                next = page.next();
            } while (all && next.isPresent());
            Map<String, Object> fields = fields();
            next.ifPresent(element -> Json.putBytes(fields, "next", element.array()));
            Shown shown = Shown.list("elements", List.of("element"), rows)
                    .with(fields)
                    .raw(lines.toString().getBytes(StandardCharsets.UTF_8));
            cli.console()
                    .show(
                            next.isPresent()
                                    ? shown.note("there are more: --after " + Words.text(next.get()) + ", or --all")
                                    : shown);
            return Exit.OK;
        }
    }

    @Command(
            name = "size",
            description = "Print how many elements are in, by the count of one replica, without reading them.")
    static final class Size extends TypedKey {
        Size(Cli cli) {
            super(cli);
        }

        @Override
        Set<CellType> types() {
            return TYPES;
        }

        @Override
        Exit run(Cluster cluster, CellType type) {
            Reading<Long> count = cluster.countElements(bucketName(), type, key());
            Map<String, Object> fields = fields();
            fields.put("value", count.value());
            fields.put("receipt", Fields.receipt(count.receipt()));
            cli.console().show(Shown.value(count.value(), fields));
            return Exit.OK;
        }
    }
}
