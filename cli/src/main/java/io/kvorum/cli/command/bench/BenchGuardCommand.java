package io.kvorum.cli.command.bench;

import io.kvorum.bench.guard.Checkout;
import io.kvorum.bench.guard.PairedRatio;
import io.kvorum.bench.guard.Rounds;
import io.kvorum.bench.guard.Rounds.Finding;
import io.kvorum.bench.guard.Rounds.Side;
import io.kvorum.bench.guard.Verdict;
import io.kvorum.bench.result.RunFile;
import io.kvorum.bench.result.RunRecord;
import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl bench guard}. */
@Command(
        name = "guard",
        description = {
            "Tell whether a change makes Kvorum faster or slower: build two checkouts, measure them in turns against"
                    + " three",
            "fresh local nodes each, and give the ratio with a confidence interval.",
            "The load generator is this one for both; nodes and client are those of the checkout. Keep the machine"
                    + " quiet."
        },
        footer = {
            "",
            "Exit code 9: something got slower.",
            "",
            "Examples:",
            "  kvctl bench guard --base main",
            "  kvctl bench guard --base v0.1 --head . --rounds 12 --workload write-only"
        })
final class BenchGuardCommand extends CliCommand {
    private static final int NODES = 3;
    private static final int LOG_LINES = 8;

    @Option(
            names = "--base",
            required = true,
            paramLabel = "REF|DIR",
            description = "What is compared with: a git reference, or a folder with a checkout.")
    private String base = "";

    @Option(
            names = "--head",
            paramLabel = "REF|DIR",
            description = "What is judged. Default: the checkout of this kvctl.")
    private String head = "";

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "8",
            description = "Of each side; with less than 6 nothing can be told. Default: ${DEFAULT-VALUE}.")
    private int rounds = 8;

    @Option(
            names = "--margin",
            paramLabel = "SHARE",
            defaultValue = "0.03",
            description = "Smaller differences do not matter. Default: ${DEFAULT-VALUE}.")
    private double margin = 0.03;

    @Option(
            names = {"-w", "--workload"},
            paramLabel = "NAME",
            defaultValue = "a",
            description = "As for 'bench run'. Default: ${DEFAULT-VALUE}.")
    private String workload = "a";

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "16",
            description = "Clients. Default: ${DEFAULT-VALUE}.")
    private int threads = 16;

    @Option(names = "--warm-up", paramLabel = "TIME", defaultValue = "5s", description = "Of a round. Default: 5s.")
    private Duration warmUp = Duration.ofSeconds(5);

    @Option(
            names = "--time",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Measured per round. Default: 10s.")
    private Duration time = Duration.ofSeconds(10);

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "For worktrees and the nodes' data. Default: the system's temporary folder.")
    private @Nullable Path data;

    @Option(names = "--save", paramLabel = "FILE", description = "Write all rounds, for 'report'.")
    private @Nullable Path save;

    BenchGuardCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException, InterruptedException {
        if (rounds < 1 || !(margin >= 0)) {
            throw Failure.usage("at least one round is needed, and a margin that is not negative", "");
        }
        String home = System.getProperty("kvctl.home", ".");
        Path parent = data == null ? Path.of(System.getProperty("java.io.tmpdir")) : data;
        Files.createDirectories(parent);
        Path folder = Files.createTempDirectory(parent, "kvorum-guard-");
        Rounds measured = new Rounds();
        try (EarlyEnd early = new EarlyEnd();
                Checkout before = Checkout.of(base, Path.of(home), folder);
                Checkout after = Checkout.of(head.isEmpty() ? home : head, Path.of(home), folder)) {
            for (Checkout checkout : List.of(before, after)) {
                cli.console().say("building " + checkout.name());
                checkout.build(folder.resolve("build.log"));
            }
            for (int round = 0; round < rounds && !early.happened(); round++) {
                measured.measure(
                        round, (side, number) -> measure(side == Side.BASE ? before : after, side, number, folder));
                say(round, measured);
            }
        }
        delete(folder);
        return show(measured);
    }

    private RunRecord measure(Checkout checkout, Side side, int round, Path folder)
            throws IOException, InterruptedException {
        Path file = folder.resolve("round.json");
        Path log = folder.resolve("round.log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-ea", "--enable-native-access=ALL-UNNAMED"));
        if (Runtime.version().feature() >= 24) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-cp", checkout.classPath(System.getProperty("java.class.path"))));
        command.addAll(List.of("io.kvorum.cli.Kvctl", "bench", "run", "--cluster-of", Integer.toString(NODES)));
        command.addAll(List.of("--workload", workload, "--threads", Integer.toString(threads)));
        command.addAll(List.of("--warm-up", warmUp.toMillis() + "ms", "--time", time.toMillis() + "ms"));
        command.addAll(List.of("--seed", Integer.toString(round + 1), "--label", name(side)));
        command.addAll(List.of("--data", folder.toString(), "--save", file.toString()));
        int code = Checkout.run(folder, command, log);
        if (code != 0) {
            throw new IllegalStateException("the round of " + checkout.name() + " ended with exit code " + code + ": "
                    + Checkout.tail(log, LOG_LINES) + "\n(" + log + ")");
        }
        return RunFile.read(file).runs().get(0);
    }

    private static String name(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }

    private void say(int round, Rounds measured) {
        double before = measured.runs(Side.BASE).get(round).measured().perSecond();
        double after = measured.runs(Side.HEAD).get(round).measured().perSecond();
        cli.console()
                .say(String.format(
                        Locale.ROOT,
                        "round %d of %d: base %,.0f/s, head %,.0f/s (%.3f)",
                        round + 1,
                        rounds,
                        before,
                        after,
                        after / before));
    }

    private Exit show(Rounds measured) throws IOException {
        if (save != null) {
            List<RunRecord> all = new ArrayList<>(measured.runs(Side.BASE));
            all.addAll(measured.runs(Side.HEAD));
            RunFile.of(all).write(save);
        }
        List<Finding> findings = measured.findings(margin);
        List<Map<String, Object>> rows =
                findings.stream().map(BenchGuardCommand::row).toList();
        Shown shown = Shown.list(
                "findings", List.of("measure", "base", "head", "ratio", "low", "high", "confidence", "verdict"), rows);
        if (findings.stream().anyMatch(finding -> finding.verdict() == Verdict.UNDECIDED)) {
            shown = shown.note(
                    "undecided: the interval is too wide; take more --rounds, a longer --time or a quieter machine");
        }
        cli.console().show(shown);
        boolean slower = findings.stream().anyMatch(finding -> finding.verdict() == Verdict.SLOWER);
        return slower ? Exit.UNHEALTHY : Exit.OK;
    }

    private static Map<String, Object> row(Finding finding) {
        PairedRatio ratio = finding.ratio();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("measure", finding.measure());
        row.put("base", rounded(finding.baseMedian(), 10));
        row.put("head", rounded(finding.headMedian(), 10));
        row.put("ratio", rounded(ratio.estimate(), 1_000));
        row.put("low", rounded(ratio.low(), 1_000));
        row.put("high", rounded(ratio.high(), 1_000));
        row.put("confidence", rounded(ratio.confidence(), 1_000));
        row.put("verdict", finding.verdict().word());
        return row;
    }

    private static double rounded(double value, int steps) {
        return Math.round(value * steps) / (double) steps;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
