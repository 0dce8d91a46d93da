package io.kvorum.cli.command.bench;

import io.kvorum.bench.load.CountedKeys;
import io.kvorum.bench.load.CountedUpdates;
import io.kvorum.bench.load.HistogramLog;
import io.kvorum.bench.load.LoadListener;
import io.kvorum.bench.load.LoadOptions;
import io.kvorum.bench.load.LoadPhase;
import io.kvorum.bench.load.LoadResult;
import io.kvorum.bench.load.LoadRun;
import io.kvorum.bench.local.LocalNodes;
import io.kvorum.bench.process.CostProbe;
import io.kvorum.bench.result.Asked;
import io.kvorum.bench.result.Machine;
import io.kvorum.bench.result.Measured;
import io.kvorum.bench.result.RunFile;
import io.kvorum.bench.result.RunRecord;
import io.kvorum.bench.store.KvorumStore;
import io.kvorum.bench.store.Registers;
import io.kvorum.bench.workload.Op;
import io.kvorum.bench.workload.Workload;
import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kvctl bench run}. */
@Command(
        name = "run",
        description = {
            "Put a cluster under load and show throughput and latency.",
            "A closed loop (--threads) issues nothing while it waits; an open loop (--rate) goes on, and times each"
                    + " operation",
            "from when it was due. Every value that is read is checked. Ctrl-C ends early, with what was measured."
        },
        footer = {
            "",
            "cas and hot-cas update linearizable keys by compare-and-set until it is done: read, write if nobody else"
                    + " has,",
            "after a refusal once more. serial-read reads them. Their values count the updates, and in the end the"
                    + " counts of all",
            "updated keys are compared with the acknowledged updates.",
            "",
            "Exit code 5: nothing succeeded, or updated keys could not be read in the end. 9: values read were wrong,"
                    + " updates were",
            "lost or made twice, or loaded records were not found.",
            "",
            "Examples:",
            "  kvctl bench run --workload b --threads 1,16,64",
            "  kvctl bench run --cluster-of 3 --rate 2000,4000 --time 30s --save before.json",
            "  kvctl bench run --workload write-only --value-bytes 4096 --w 1",
            "  kvctl bench run --cluster-of 3 --workload cas --threads 16,64"
        })
public final class BenchRunCommand extends CliCommand {
    @Mixin
    private LoadFlags load = new LoadFlags();

    @Mixin
    private KvorumFlags kvorum = new KvorumFlags();

    @Option(
            names = "--cluster-of",
            paramLabel = "N",
            description = "Start so many nodes on this machine for the run, with fresh data, and say what they used.")
    private int clusterOf;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where nodes of --cluster-of keep their data. Default: the system's temporary folder.")
    private @Nullable Path data;

    @Option(
            names = "--node-java",
            paramLabel = "OPTION",
            split = " ",
            description = "Options of the JVM of nodes of --cluster-of. Default: -Xms160m -Xmx160m -Xmn64m"
                    + " -XX:+UseSerialGC.")
    private List<String> nodeJava = new ArrayList<>();

    @Option(names = "--label", description = "What 'compare' and 'report' call the runs. Default: kvorum.")
    private String label = "kvorum";

    @Option(names = "--save", paramLabel = "FILE", description = "Write the results for 'compare' and 'report'.")
    private @Nullable Path save;

    @Option(
            names = "--histogram",
            paramLabel = "FILE",
            description = "Write the latencies of each second in HdrHistogram's log format.")
    private @Nullable Path histogram;

    public BenchRunCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException, InterruptedException {
        Workload workload = load.workload();
        if (workload.mix().has(Op.SCAN)) {
            throw Failure.usage(
                    "workload " + workload.name()
                            + " scans ranges of keys, and Kvorum has no scans: it places keys by their"
                            + " hash and reads them one by one",
                    "take another workload");
        }
        kvorum.check(workload);
        List<LoadOptions> loads = load.loads();
        List<RunRecord> runs = new ArrayList<>();
        try (EarlyEnd early = new EarlyEnd();
                HistogramLog log = histogram == null ? null : new HistogramLog(histogram, workload.name())) {
            if (clusterOf > 0) {
                cli.console().say("starting " + clusterOf + " nodes");
                try (LocalNodes nodes = LocalNodes.start(
                        clusterOf,
                        LocalNodes.SLOTS,
                        data == null ? Path.of(System.getProperty("java.io.tmpdir")) : data,
                        nodeJava.isEmpty() ? LocalNodes.JVM : nodeJava)) {
                    measure(workload, loads, nodes.endpoints(), nodes.pids(), Optional.ofNullable(log), runs);
                }
            } else {
                List<Endpoint> endpoints =
                        cli.endpoints().stream().map(Endpoint::parse).toList();
                measure(workload, loads, endpoints, Map.of(), Optional.ofNullable(log), runs);
            }
            return show(workload, runs, early.happened());
        }
    }

    private void measure(
            Workload workload,
            List<LoadOptions> loads,
            List<Endpoint> endpoints,
            Map<String, Long> servers,
            Optional<HistogramLog> log,
            List<RunRecord> runs)
            throws InterruptedException {
        int most = loads.stream().mapToInt(LoadOptions::threads).max().orElse(1);
        CostProbe probe = new CostProbe(servers);
        BenchScreen screen = new BenchScreen(cli.console(), probe);
        try (KvorumStore store = KvorumStore.connect(
                endpoints, kvorum.store(workload, most, cli.options().timeout()))) {
            Optional<CountedKeys> counted = load(store, workload, loads.get(0), screen);
            for (LoadOptions options : loads) {
                Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
                Asked asked = Asked.of(workload, options);
                cli.console()
                        .say("workload " + workload.name() + ", " + asked.load() + ": "
                                + options.warmUp().toMillis() / 1e3 + " s of warm-up, "
                                + options.measured().toMillis() / 1e3 + " s measured");
                long readsBefore = store.readsForContext();
                LoadListener listener = log.<LoadListener>map(file -> new BothListeners(screen, file))
                        .orElse(screen);
                LoadResult result = LoadRun.run(store, counted, workload, options, listener);
                TreeMap<String, String> settings = new TreeMap<>(kvorum.settings(workload));
                settings.put("readsForContext", Long.toString(store.readsForContext() - readsBefore));
                if (clusterOf > 0) {
                    settings.put("nodes", Integer.toString(clusterOf));
                }
                runs.add(new RunRecord(
                        "kvorum",
                        label,
                        begin.toString(),
                        Machine.here(),
                        settings,
                        asked,
                        Measured.of(result),
                        probe.costs()));
                if (result.endedEarly()) {
                    return;
                }
            }
        }
    }

    /** Returns the keys of a strong workload; empty for another one. */
    private Optional<CountedKeys> load(KvorumStore store, Workload workload, LoadOptions options, LoadListener screen)
            throws InterruptedException {
        try {
            if (workload.isStrong()) {
                Registers registers = kvorum.registers(store, workload);
                sayLoading((load.load() ? "loading " : "reading the counts of "), workload);
                return Optional.of(
                        load.load()
                                ? CountedKeys.load(registers, workload, options, screen)
                                : CountedKeys.find(registers, workload, options, screen));
            }
            if (load.load()) {
                sayLoading("loading ", workload);
                LoadPhase.load(store, workload, options, screen);
            }
            return Optional.empty();
        } catch (LoadPhase.LoadFailed failed) {
            throw new Failure(
                    Exit.UNAVAILABLE,
                    "NOT_LOADED",
                    String.valueOf(failed.getMessage()),
                    Failure.Data.UNKNOWN,
                    "'kvctl cluster health' shows which nodes are away; --no-load measures without these records");
        }
    }

    private void sayLoading(String what, Workload workload) {
        cli.console().say(what + workload.records() + " records of " + workload.valueBytes() + " bytes");
    }

    private Exit show(Workload workload, List<RunRecord> runs, boolean interrupted) throws IOException {
        if (save != null) {
            RunFile.of(runs).write(save);
        }
        cli.console()
                .show(Shown.list(
                        "runs",
                        RunRow.columns(runs),
                        runs.stream().map(RunRow::of).toList()));
        boolean missed = !workload.mayMiss()
                && kvorum.readsSeeWrites(workload)
                && runs.stream().anyMatch(run -> run.measured().missing() > 0);
        if (missed) {
            cli.console().say("records that were loaded were not found: 'missing' in -o json says how often");
        }
        sayWhatIsWrong(runs);
        if (missed || runs.stream().anyMatch(run -> run.measured().wrongValues() > 0)) {
            return Exit.UNHEALTHY;
        }
        if (interrupted) {
            return Exit.INTERRUPTED;
        }
        boolean unjudged =
                runs.stream().anyMatch(run -> run.measured().updates().unread() > 0);
        boolean nothing = runs.stream().allMatch(run -> run.measured().operations() == 0);
        return unjudged || nothing ? Exit.UNAVAILABLE : Exit.OK;
    }

    private void sayWhatIsWrong(List<RunRecord> runs) {
        for (RunRecord run : runs) {
            CountedUpdates updates = run.measured().updates();
            if (updates.wrong() > 0) {
                cli.console()
                        .say(run.asked().load() + ": NOT LINEARIZABLE: " + updates.lost() + " updates lost, "
                                + updates.doubled() + " made twice, " + updates.stale() + " stale reads");
            }
            if (updates.unread() > 0) {
                cli.console()
                        .say(run.asked().load() + ": " + updates.unread()
                                + " updated keys could not be read in the end, and are not judged");
            }
        }
    }
}
