package io.kvorum.cli.command.check;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Durations;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.ProgressBar;
import io.kvorum.harness.checker.eventual.EventualCheck;
import io.kvorum.harness.checker.history.EdnExport;
import io.kvorum.harness.checker.history.EdnForm;
import io.kvorum.harness.checker.history.HistoryReader;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.linear.HistoryVerdicts;
import io.kvorum.harness.checker.linear.Limits;
import io.kvorum.harness.checker.linear.Offence;
import io.kvorum.harness.checker.linear.Verdict;
import io.kvorum.harness.checker.picture.Chart;
import io.kvorum.harness.checker.picture.Page;
import io.kvorum.harness.checker.session.SessionCheck;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl check}. */
@Command(
        name = "check",
        description =
                "Judge a history that clients recorded: is it linearizable, or does it keep what sessions promise?",
        footer = {
            "",
            "A history is a file of JSON lines; docs/histories.md has the format and says exactly what is judged. Each"
                    + " key",
            "is an object of its own. A broken history is made as small as it can be, and --picture draws it.",
            "",
            "Exit code 0: fine. 9: a promise was broken. 6: the search gave up at a limit, so nothing is known. 2: the",
            "history cannot be read; the message names the line.",
            "",
            "Examples:",
            "  kvctl check history.jsonl --model cas",
            "  kvctl check history.jsonl --model register --picture broken.html",
            "  kvctl check history.jsonl --model session -o json",
            "  kvctl check history.jsonl --model eventual",
            "  kvctl check history.jsonl --model cas --edn history.edn --edn-form knossos"
        })
public final class CheckCommand extends CliCommand {
    private static final int MANY = 200_000;

    @Parameters(index = "0", paramLabel = "FILE", description = "The history; - reads standard input.")
    private String file = "";

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "${COMPLETION-CANDIDATES}: what each key is; or what sessions, or quorums, of an eventual"
                    + " bucket are promised.")
    private CheckModel model = CheckModel.REGISTER;

    @Option(names = "--picture", paramLabel = "HTML", description = "Draw what is broken as a page.")
    private Optional<Path> picture = Optional.empty();

    @Option(names = "--edn", paramLabel = "FILE", description = "Translate the history for other checkers.")
    private Optional<Path> edn = Optional.empty();

    @Option(
            names = "--edn-form",
            paramLabel = "FORM",
            defaultValue = "KNOSSOS",
            description = "For whom: knossos, elle, porcupine. Default: knossos.")
    private EdnForm ednForm = EdnForm.KNOSSOS;

    @Option(names = "--all", description = "List the keys that are fine, too, however many there are.")
    private boolean all;

    @Option(
            names = "--explain",
            paramLabel = "KEYS",
            defaultValue = "5",
            description = "So many broken keys are made small, shown and drawn. Default: ${DEFAULT-VALUE}.")
    private int explain = 5;

    @Option(
            names = "--max-configurations",
            paramLabel = "N",
            defaultValue = "" + Limits.DEFAULT_CONFIGURATIONS,
            description = "Give up a key after so many, at some 150 bytes each. Default: ${DEFAULT-VALUE}.")
    private long maxConfigurations = Limits.DEFAULT_CONFIGURATIONS;

    @Option(
            names = "--key-time",
            paramLabel = "TIME",
            defaultValue = "5m",
            converter = Durations.class,
            description = "Give up a key after this time. Default: ${DEFAULT-VALUE}.")
    private Duration keyTime = Duration.ofMinutes(5);

    public CheckCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException {
        if (maxConfigurations < 1 || explain < 0) {
            throw Failure.usage("--max-configurations is at least 1, --explain at least 0", "");
        }
        List<Operation> history = read();
        if (edn.isPresent()) {
            Files.write(edn.get(), EdnExport.lines(history, ednForm));
        }
        CheckReport report = new CheckReport(model.toString(), history);
        Map<String, List<Operation>> keys = HistoryVerdicts.byKey(history);
        List<Chart> charts = model.kind().isPresent() ? linear(keys, report) : eventual(keys, report);
        if (picture.isPresent() && !charts.isEmpty()) {
            Files.writeString(picture.get(), Page.of(charts));
            cli.console().say("picture: " + picture.get());
        }
        return report.print(cli.console(), all);
    }

    private List<Operation> read() throws IOException {
        List<Operation> history = new ArrayList<>();
        if (file.equals("-")) {
            HistoryReader.read(cli.environment().in(), history::add);
            return history;
        }
        Path path = Path.of(file);
        if (!Files.isRegularFile(path)) {
            throw Failure.usage("there is no file " + path, "");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            HistoryReader.read(in, history::add);
        }
        return history;
    }

    private List<Chart> linear(Map<String, List<Operation>> keys, CheckReport report) {
        Limits limits = Limits.of(maxConfigurations, keyTime);
        long total = keys.values().stream().mapToInt(List::size).sum();
        ProgressBar bar = new ProgressBar(cli.console(), "operations", total);
        AtomicLong done = new AtomicLong();
        SortedMap<String, Verdict> verdicts = HistoryVerdicts.of(model.kind().orElseThrow(), keys, limits, count -> {
            long now = done.addAndGet(count);
            if (total > MANY) {
                tell(bar, now);
            }
        });
        bar.end();
        List<Chart> charts = new ArrayList<>();
        verdicts.forEach((key, verdict) -> {
            Optional<Offence> offence = Optional.empty();
            if (verdict.result() == Verdict.Result.VIOLATION && charts.size() < explain) {
                offence =
                        Optional.of(Offence.of(model.kind().orElseThrow(), keys.getOrDefault(key, List.of()), limits));
                charts.add(Chart.of(key, offence.get()));
            }
            report.add(key, verdict, offence);
        });
        return charts;
    }

    private static void tell(ProgressBar bar, long done) {
        synchronized (bar) {
            bar.at(done);
        }
    }

    /** Of eventual buckets: each key by itself. */
    private List<Chart> eventual(Map<String, List<Operation>> keys, CheckReport report) {
        List<Chart> charts = new ArrayList<>();
        new TreeMap<>(keys).forEach((key, operations) -> {
            List<Broken> found = model == CheckModel.SESSION
                    ? SessionCheck.check(operations).stream().map(Broken::of).toList()
                    : EventualCheck.check(operations).stream().map(Broken::of).toList();
            report.add(key, operations.size(), found, charts.size() < explain);
            found.stream().limit(explain - charts.size()).forEach(broken -> charts.add(broken.chart()));
        });
        return charts;
    }
}
