package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.data.Words;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.DistinctBucket;
import io.kvorum.client.TypedBucket;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Cells;
import io.kvorum.crdt.row.Version;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kvctl crdt hll}. */
@Command(
        name = "hll",
        description = "Counts of distinct things, about (HyperLogLog).",
        footer = {
            "",
            "Examples:",
            "  kvctl crdt hll add -b visitors monday alice bob",
            "  kvctl crdt hll count -b visitors monday"
        })
final class HllCommand {
    private HllCommand() {}

    static CommandLine of(Cli cli) {
        return new CommandLine(new HllCommand()).addSubcommand(new Add(cli)).addSubcommand(new Count(cli));
    }

    @Command(name = "add", description = "Add things. Adding one again changes nothing.")
    static final class Add extends TypedUpdate {
        @Parameters(index = "1..*", arity = "1..*", paramLabel = "ELEMENT", description = "What to add.")
        private List<String> elements = List.of();

        Add(Cli cli) {
            super(cli);
        }

        @Override
        Set<CellType> types() {
            return EnumSet.of(CellType.DISTINCT_COUNT);
        }

        @Override
        TypedBucket.Change change(CellType type) {
            return DistinctBucket.adding(elements.stream().map(Words::bytes).toList());
        }
    }

    @Command(name = "count", description = "Print about how many distinct things were added; standard error 0.8 %%.")
    static final class Count extends TypedRead {
        Count(Cli cli) {
            super(cli);
        }

        @Override
        Set<CellType> types() {
            return EnumSet.of(CellType.DISTINCT_COUNT);
        }

        @Override
        Exit show(CellType type, List<Version> live, Map<String, Object> fields) {
            long estimate = Cells.distinct(live)
                    .map(sketch -> Math.round(sketch.estimate()))
                    .orElse(0L);
            fields.put("value", estimate);
            cli.console().show(Shown.value(estimate, fields));
            return Exit.OK;
        }
    }
}
