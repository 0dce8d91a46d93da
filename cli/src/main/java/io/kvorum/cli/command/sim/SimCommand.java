package io.kvorum.cli.command.sim;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Console;
import io.kvorum.cli.output.Format;
import io.kvorum.cli.output.ProgressBar;
import io.kvorum.cli.output.Shown;
import io.kvorum.harness.sim.BatchOptions;
import io.kvorum.harness.sim.BatchResult;
import io.kvorum.harness.sim.IndexSet;
import io.kvorum.harness.sim.PlantedSearch;
import io.kvorum.harness.sim.Profile;
import io.kvorum.harness.sim.Shrinker;
import io.kvorum.harness.sim.SimBatch;
import io.kvorum.harness.sim.SimOptions;
import io.kvorum.harness.sim.SimReport;
import io.kvorum.harness.sim.SimResult;
import io.kvorum.harness.sim.SimRun;
import io.kvorum.harness.sim.WireCodec;
import io.kvorum.replication.core.PlantedBug;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl sim}. */
@Command(
        name = "sim",
        description = "Run whole clusters under faults in a simulated world, and check every promise.",
        footer = {
            "",
            "One seed is one world: the same seed gives the same trace, always. A failing run prints the shortest"
                    + " trace",
            "that was found and the command that replays it. Exit code 9: a promise was broken, a standard batch"
                    + " missed",
            "a coincidence, or a planted bug was not found.",
            "",
            "Examples:",
            "  kvctl sim --seeds 2000 --ops 1000",
            "  kvctl sim --seed 4711",
            "  kvctl sim --seed 2 --ops 400 --profile REGISTERS --plant CACHED_PROMISE_KEPT --history broken.jsonl",
            "  kvctl sim --planted-bugs"
        })
public final class SimCommand extends CliCommand {
    @Option(names = "--seed", description = "Run this one.")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--seeds", defaultValue = "200", description = "Run so many. Default: ${DEFAULT-VALUE}.")
    private int seeds = 200;

    @Option(names = "--first", defaultValue = "1", description = "The first of them. Default: ${DEFAULT-VALUE}.")
    private long first = 1;

    @Option(names = "--ops", description = "Operations of each run. Default: 1000, with --planted-bugs 400.")
    private Optional<Integer> operations = Optional.empty();

    @Option(names = "--twice", description = "Run each seed twice and compare the traces.")
    private boolean twice;

    @Option(names = "--profile", description = "Mix of faults: ${COMPLETION-CANDIDATES}. Default: the seed's own.")
    private Optional<Profile> profile = Optional.empty();

    @Option(names = "--planted-bugs", description = "Plant each known bug in the core and look for it.")
    private boolean plantedBugs;

    @Option(
            names = "--plant",
            paramLabel = "BUG",
            description = "Plant this bug in the run of --seed; with --planted-bugs look for these.")
    private Set<PlantedBug> planted = EnumSet.noneOf(PlantedBug.class);

    @Option(names = "--keep-ops", paramLabel = "SET", description = "Of --seed only these operations, such as 3,7-9.")
    private String keepOps = "";

    @Option(names = "--keep-faults", paramLabel = "SET", description = "Of --seed only these faults; none: no fault.")
    private String keepFaults = "";

    @Option(
            names = "--shrink",
            paramLabel = "RUNS",
            defaultValue = "300",
            description = "Runs to spend on making a failing run shorter. Default: ${DEFAULT-VALUE}.")
    private int shrinkRuns = 300;

    @Option(
            names = "--history",
            paramLabel = "FILE",
            description =
                    "If --seed is red: write what clients did on linearizable keys, for 'kvctl check --model cas'.")
    private Optional<Path> history = Optional.empty();

    @Option(names = "--threads", description = "Worlds at a time. Default: one per processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    public SimCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        SimRun run = new SimRun(WireCodec.messages());
        if (plantedBugs) {
            return searchPlanted(run);
        }
        return seed.isPresent() ? runOne(run, seed.get()) : runBatch(run);
    }

    private Exit runOne(SimRun run, long number) {
        SimOptions plain = SimOptions.of(number, operations.orElse(SimOptions.DEFAULT_OPERATIONS));
        SimOptions options = new SimOptions(
                plain.seed(),
                plain.operations(),
                profile,
                planted,
                keepOps.isEmpty() ? Optional.empty() : Optional.of(IndexSet.parse(keepOps)),
                keepFaults.isEmpty() ? Optional.empty() : Optional.of(IndexSet.parse(keepFaults)));
        SimResult result = run.run(options);
        boolean whole = keepOps.isEmpty() && keepFaults.isEmpty();
        if (!result.isGreen() && whole && shrinkRuns > 0) {
            cli.console().say("seed " + number + " is red; looking for a shorter run");
            result = Shrinker.shrink(run, result, shrinkRuns);
        }
        history.ifPresent(new HistoryFile(result.registers())::write);
        Map<String, Object> fields = new TreeMap<>();
        fields.put("seed", number);
        fields.put("green", result.isGreen());
        fields.put("traceHash", result.traceHashText());
        fields.put("steps", result.steps());
        fields.put("faults", names(result.faults()));
        fields.put("coincidences", names(result.coincidences()));
        fields.put(
                "violations", result.violations().stream().map(Object::toString).toList());
        print(SimReport.of(result), fields);
        return result.isGreen() ? Exit.OK : Exit.UNHEALTHY;
    }

    private Exit runBatch(SimRun run) {
        int ops = operations.orElse(SimOptions.DEFAULT_OPERATIONS);
        BatchOptions options = new BatchOptions(first, seeds, ops, threads, twice);
        ProgressBar bar = new ProgressBar(cli.console(), "seeds", seeds);
        AtomicLong done = new AtomicLong();
        BatchResult result = SimBatch.run(run, options, one -> bar.at(done.incrementAndGet()));
        bar.end();
        Map<String, Object> fields = new TreeMap<>();
        fields.put("green", result.isGreen());
        fields.put("seeds", seeds);
        fields.put("operations", ops);
        fields.put("red", result.red().stream().map(red -> red.options().seed()).toList());
        fields.put(
                "replay",
                result.red().stream().map(red -> red.options().replayCommand()).toList());
        fields.put("unequal", result.unequal());
        fields.put("neverMet", result.neverMet().stream().map(Object::toString).toList());
        fields.put("faults", names(result.faults()));
        fields.put("coincidences", names(result.coincidences()));
        fields.put("steps", result.steps());
        fields.put("tracesHash", String.format(java.util.Locale.ROOT, "%016x", result.tracesHash()));
        fields.put("seconds", result.seconds());
        fields.put("seedsPerSecond", result.seedsPerSecond());
        print(SimReport.of(result), fields);
        return result.isGreen() ? Exit.OK : Exit.UNHEALTHY;
    }

    private Exit searchPlanted(SimRun run) {
        Console console = cli.console();
        boolean table = console.format() == Format.TABLE;
        List<PlantedSearch.Finding> findings = PlantedSearch.search(
                run,
                planted.isEmpty() ? PlantedSearch.foundBySeeds() : planted,
                PlantedSearch.MAX_SEEDS,
                operations.orElse(PlantedSearch.OPERATIONS),
                finding -> {
                    if (table) {
                        console.data(SimReport.of(finding));
                        console.flush();
                    }
                });
        long missed = findings.stream().filter(finding -> !finding.isFound()).count();
        if (table) {
            console.data((findings.size() - missed) + " of " + findings.size() + " planted bugs found");
        } else {
            List<Map<String, Object>> rows =
                    findings.stream().map(SimCommand::row).toList();
            console.show(Shown.list("bugs", List.of("bug", "found", "seeds"), rows));
        }
        return missed == 0 ? Exit.OK : Exit.UNHEALTHY;
    }

    private static Map<String, Object> row(PlantedSearch.Finding finding) {
        Map<String, Object> row = new TreeMap<>();
        row.put("bug", finding.bug().name());
        row.put("found", finding.isFound());
        row.put("seeds", finding.seeds());
        row.put("replay", finding.replayCommand());
        finding.violation().ifPresent(violation -> row.put("violation", violation.toString()));
        return row;
    }

    private void print(String text, Map<String, Object> fields) {
        if (cli.console().format() == Format.TABLE) {
            cli.console().data(text);
        } else {
            cli.console().show(Shown.thing(fields));
        }
    }

    private static Map<String, Number> names(Map<?, ? extends Number> counts) {
        Map<String, Number> named = new TreeMap<>();
        counts.forEach((what, count) -> named.put(what.toString(), count));
        return named;
    }
}
