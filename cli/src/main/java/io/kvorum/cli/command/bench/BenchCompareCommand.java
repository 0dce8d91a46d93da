package io.kvorum.cli.command.bench;

import io.kvorum.bench.compare.Comparison;
import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kvctl bench compare}. */
@Command(
        name = "compare",
        description = {
            "Set two saved results side by side, as ratios of the second to the first.",
            "A single run says little about small differences: 'kvctl bench guard' tells them from chance."
        },
        footer = {"", "Example:", "  kvctl bench compare before.json after.json"})
final class BenchCompareCommand extends CliCommand {
    @Parameters(index = "0", paramLabel = "BEFORE", description = "Written by 'kvctl bench run --save'.")
    private Path before = Path.of("");

    @Parameters(index = "1", paramLabel = "AFTER", description = "Another one.")
    private Path after = Path.of("");

    BenchCompareCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException {
        Comparison comparison = Comparison.of(BenchReportCommand.read(before), BenchReportCommand.read(after));
        if (comparison.pairs().isEmpty()) {
            throw Failure.usage(
                    "no run of " + before + " was asked the same as one of " + after + ": "
                            + String.join("; ", comparison.unpaired()),
                    "run both with the same workload and load");
        }
        List<String> columns = new ArrayList<>(List.of(
                "workload",
                "load",
                "beforePerSecond",
                "afterPerSecond",
                "throughputRatio",
                "p50Ratio",
                "p99Ratio",
                "p999Ratio"));
        if (comparison.pairs().stream().anyMatch(pair -> !Double.isNaN(pair.serverCpuRatio()))) {
            columns.add("serverCpuRatio");
        }
        List<Map<String, Object>> rows =
                comparison.pairs().stream().map(BenchCompareCommand::row).toList();
        Shown shown = Shown.list("pairs", columns, rows);
        for (String alone : comparison.unpaired()) {
            shown = shown.note(alone);
        }
        cli.console().show(shown);
        return Exit.OK;
    }

    private static Map<String, Object> row(Comparison.Pair pair) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("workload", pair.before().asked().workload());
        row.put("load", pair.before().asked().load());
        row.put("beforeLabel", pair.before().label());
        row.put("afterLabel", pair.after().label());
        row.put("beforePerSecond", Math.round(pair.before().measured().perSecond()));
        row.put("afterPerSecond", Math.round(pair.after().measured().perSecond()));
        putRatio(row, "throughputRatio", pair.throughputRatio());
        putRatio(row, "p50Ratio", pair.latencyRatio(50));
        putRatio(row, "p99Ratio", pair.latencyRatio(99));
        putRatio(row, "p999Ratio", pair.latencyRatio(99.9));
        putRatio(row, "serverCpuRatio", pair.serverCpuRatio());
        return row;
    }

    private static void putRatio(Map<String, Object> row, String name, double ratio) {
        if (!Double.isNaN(ratio)) {
            row.put(name, Math.round(ratio * 1_000) / 1_000.0);
        }
    }
}
