package io.kvorum.cli.command.bench;

import io.kvorum.bench.curve.CurvePoint;
import io.kvorum.bench.curve.Dimension;
import io.kvorum.bench.curve.Point;
import io.kvorum.bench.load.LoadPhase;
import io.kvorum.bench.result.RunFile;
import io.kvorum.bench.result.RunRecord;
import io.kvorum.bench.workload.Op;
import io.kvorum.bench.workload.Workload;
import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl bench curve}. */
@Command(
        name = "curve",
        description = {
            "Show what Kvorum costs as one thing grows: the same load on a fresh local cluster for each value,",
            "and then a node is killed and started again with its data. 'kvctl bench report' draws it."
        },
        footer = {
            "",
            "Exit code 9: values read were wrong, or loaded records were not found.",
            "",
            "Examples:",
            "  kvctl bench curve clients --save clients.json",
            "  kvctl bench curve keys --values 10000,100000,1000000 --value-bytes 100 --save keys.json",
            "  kvctl bench curve nodes --values 3,5,9 --time 20s"
        })
final class BenchCurveCommand extends CliCommand {
    @Parameters(paramLabel = "WHAT", description = "keys, value-bytes, clients, nodes, slots, replicas or nodes-down.")
    private String what = "";

    @Option(names = "--values", split = ",", paramLabel = "N", description = "Default: some that are usual.")
    private List<Long> values = new ArrayList<>();

    @Option(
            names = {"-w", "--workload"},
            paramLabel = "NAME",
            defaultValue = "a",
            description = "As for 'bench run'. Default: ${DEFAULT-VALUE}.")
    private String workload = "a";

    @Option(names = "--records", paramLabel = "N", description = "Loaded before. Default: the workload's.")
    private long records;

    @Option(names = "--value-bytes", paramLabel = "N", description = "Default: the workload's.")
    private int valueBytes;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "16",
            description = "Clients, with one operation in flight each. Default: ${DEFAULT-VALUE}.")
    private int threads = 16;

    @Option(
            names = "--cluster-of",
            paramLabel = "N",
            defaultValue = "3",
            description = "Nodes. Default: ${DEFAULT-VALUE}.")
    private int nodes = 3;

    @Option(names = "--warm-up", paramLabel = "TIME", defaultValue = "20s", description = "Default: 20s.")
    private Duration warmUp = Duration.ofSeconds(20);

    @Option(
            names = "--time",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Measured per value. Default: 10s.")
    private Duration time = Duration.ofSeconds(10);

    @Option(names = "--seed", paramLabel = "N", description = "Of keys and operations. Default: another one each time.")
    private long seed;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where the nodes keep their data. Default: the system's temporary folder.")
    private @Nullable Path data;

    @Option(names = "--save", paramLabel = "FILE", description = "Write the points for 'report'.")
    private @Nullable Path save;

    BenchCurveCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException, InterruptedException {
        Dimension dimension;
        Map<Long, Point> points = new LinkedHashMap<>();
        try {
            dimension = Dimension.named(what);
            Point base = Point.base(chosenWorkload()).withClients(threads).withNodes(nodes);
            for (long value : values.isEmpty() ? dimension.usual() : values) {
                points.put(value, dimension.at(base, value));
            }
        } catch (IllegalArgumentException bad) {
            throw Failure.usage(String.valueOf(bad.getMessage()), "see 'kvctl bench curve --help'");
        }
        CurvePoint measuring = new CurvePoint(
                data == null ? Path.of(System.getProperty("java.io.tmpdir")) : data,
                warmUp,
                time,
                seed == 0 ? new SecureRandom().nextInt(1, Integer.MAX_VALUE) : seed);
        List<RunRecord> runs = new ArrayList<>();
        try (EarlyEnd early = new EarlyEnd()) {
            for (Map.Entry<Long, Point> point : points.entrySet()) {
                cli.console().say(dimension.label() + " " + point.getKey());
                runs.add(measuring.measure(dimension, point.getKey(), point.getValue()));
                if (save != null) {
                    RunFile.of(runs).write(save);
                }
                if (early.happened()) {
                    break;
                }
            }
            return show(runs, early.happened());
        } catch (LoadPhase.LoadFailed failed) {
            throw new Failure(
                    Exit.UNAVAILABLE,
                    "NOT_LOADED",
                    String.valueOf(failed.getMessage()),
                    Failure.Data.UNKNOWN,
                    "the nodes' data is gone already; take fewer or smaller values, or another --data folder");
        }
    }

    private Workload chosenWorkload() {
        Workload chosen = Workload.named(workload.toLowerCase(Locale.ROOT));
        if (chosen.mix().has(Op.SCAN)) {
            throw new IllegalArgumentException(
                    "workload " + chosen.name() + " scans ranges of keys, and Kvorum has none");
        }
        if (chosen.isStrong()) {
            throw new IllegalArgumentException("workload " + chosen.name()
                    + " asks linearizable keys; curves are of eventual ones; 'kvctl bench run' has it");
        }
        chosen = records > 0 ? chosen.withRecords(records) : chosen;
        return valueBytes > 0 ? chosen.withValueBytes(valueBytes) : chosen;
    }

    private Exit show(List<RunRecord> runs, boolean interrupted) {
        List<String> columns = new ArrayList<>(List.of("at"));
        columns.addAll(RunRow.columns(runs));
        columns.add(CurvePoint.START_MS);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (RunRecord run : runs) {
            Map<String, Object> row = RunRow.of(run);
            for (String setting : List.of(CurvePoint.CURVE, CurvePoint.AT, CurvePoint.START_MS)) {
                row.put(setting, run.settings().getOrDefault(setting, ""));
            }
            rows.add(row);
        }
        cli.console().show(Shown.list("points", columns, rows));
        if (runs.stream()
                .anyMatch(run ->
                        run.measured().wrongValues() > 0 || run.measured().missing() > 0)) {
            return Exit.UNHEALTHY;
        }
        return interrupted ? Exit.INTERRUPTED : Exit.OK;
    }
}
