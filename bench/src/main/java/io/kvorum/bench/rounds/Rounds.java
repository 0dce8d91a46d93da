package io.kvorum.bench.rounds;

import io.kvorum.bench.load.CountedKeys;
import io.kvorum.bench.load.LoadListener;
import io.kvorum.bench.load.LoadOptions;
import io.kvorum.bench.load.LoadPhase;
import io.kvorum.bench.load.LoadResult;
import io.kvorum.bench.load.LoadRun;
import io.kvorum.bench.peer.Peer;
import io.kvorum.bench.peer.PeerSite;
import io.kvorum.bench.peer.RunningPeer;
import io.kvorum.bench.process.CostProbe;
import io.kvorum.bench.result.Asked;
import io.kvorum.bench.result.Machine;
import io.kvorum.bench.result.Measured;
import io.kvorum.bench.result.RunRecord;
import io.kvorum.bench.store.Registers;
import io.kvorum.bench.store.Store;
import io.kvorum.bench.workload.Workload;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** Carries a plan out. For one thread, except {@link #abort}. */
public final class Rounds {
    /** An open loop should hold back only where a store is far behind. */
    private static final int MIN_OPEN_IN_FLIGHT = 256;

    private static final Duration RUN_IN_STEP = Duration.ofSeconds(10);

    private final RoundsPlan plan;
    private final RoundsListener listener;
    private final Machine machine = Machine.here();
    private final List<Cell> cells = new ArrayList<>();
    /** By workload, operations per second. */
    private final Map<String, Double> rates = new LinkedHashMap<>();

    private final Object lock = new Object();
    private Optional<PeerSite> present = Optional.empty();
    private boolean aborted;

    /** @param counted the keys of strong workloads, if there are any */
    private record Turn(int round, Peer peer, RunningPeer running, Store store, Optional<CountedKeys> counted) {}

    public Rounds(RoundsPlan plan, RoundsListener listener) {
        this.plan = plan;
        this.listener = listener;
    }

    /**
     * Blocks until all rounds are over. Whatever happens, no process and, unless files are kept, no file is left.
     *
     * @throws IllegalStateException if a peer could not be started or loaded
     */
    public List<Cell> run() throws IOException, InterruptedException {
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Peer peer : plan.peers()) {
                listener.turn(round, peer);
                sayWhatIsLeftOut(peer);
                if (plan.workloadsOf(peer).isEmpty()) {
                    continue;
                }
                listener.says("starting");
                try (PeerSite site = enter(round, peer)) {
                    turn(round, peer, peer.start(site));
                }
                listener.turnOver(List.copyOf(cells));
            }
        }
        return List.copyOf(cells);
    }

    /** Ends all processes and deletes their files, now; from any thread, for a shutdown hook. */
    public void abort() {
        synchronized (lock) {
            aborted = true;
        }
        present.ifPresent(PeerSite::close);
    }

    private PeerSite enter(int round, Peer peer) throws IOException {
        PeerSite site = new PeerSite(
                plan.directory().resolve("round-" + round + "-" + peer.name()), plan.keepFiles(), listener::says);
        synchronized (lock) {
            present = Optional.of(site);
            if (aborted) {
                site.close();
            }
        }
        return site;
    }

    private void sayWhatIsLeftOut(Peer peer) {
        plan.workloads().forEach(workload -> peer.leavesOut(workload).ifPresent(listener::says));
    }

    private void turn(int round, Peer peer, RunningPeer running) throws InterruptedException {
        List<Workload> asked = plan.workloadsOf(peer);
        try (Store store = running.open(asked.get(0).records())) {
            Optional<Workload> plain =
                    asked.stream().filter(workload -> !workload.isStrong()).findFirst();
            // The one with the most keys: others may have but one.
            Optional<Workload> strong =
                    asked.stream().filter(Workload::isStrong).max(Comparator.comparingLong(Workload::records));
            Optional<CountedKeys> counted = Optional.empty();
            if (plain.isPresent()) {
                listener.says("loading " + plain.get().records() + " records");
                LoadPhase.load(store, plain.get(), running(plan.settle()), LoadListener.NONE);
            }
            if (strong.isPresent()) {
                counted = Optional.of(loadCounted(peer, store, strong.get()));
            }
            Turn turn = new Turn(round, peer, running, store, counted);
            // Servers compile what they meet: reads and writes, whatever will be measured.
            String ranIn = plain.isEmpty() ? "" : runIn(turn, Workload.named("a"), plain.get());
            String strongRanIn = strong.isEmpty() ? "" : runIn(turn, Workload.strongRunIn(), strong.get());
            for (Workload workload : asked) {
                for (int threads : plan.threads()) {
                    measure(turn, workload, closed(threads), workload.isStrong() ? strongRanIn : ranIn);
                }
            }
            if (plan.rateShare().isPresent()) {
                openLoops(turn, asked, ranIn, strongRanIn);
            }
        }
    }

    private CountedKeys loadCounted(Peer peer, Store store, Workload workload) throws InterruptedException {
        listener.says("loading " + workload.records() + " records by conditional writes");
        Registers registers = store.registers()
                .orElseThrow(() -> new IllegalStateException(peer.name() + " has no linearizable keys"));
        return CountedKeys.load(registers, workload, running(plan.settle()), LoadListener.NONE);
    }

    /**
     * Load that is not measured, until the store is steady or the time for it is over.
     *
     * @return what came of it, in words
     */
    private String runIn(Turn turn, Workload mix, Workload like) throws InterruptedException {
        listener.says("running in, not measured");
        Workload mixed = mix.withRecords(like.records()).withValueBytes(like.valueBytes());
        RunIn runIn = new RunIn();
        Duration ran = Duration.ZERO;
        double perSecond = 0;
        while (ran.compareTo(plan.settle()) < 0 && !runIn.isSteady()) {
            Duration left = plan.settle().minus(ran);
            Duration step = left.compareTo(RUN_IN_STEP) < 0 ? left : RUN_IN_STEP;
            perSecond = LoadRun.run(turn.store(), turn.counted(), mixed, unchecked(step), LoadListener.NONE)
                    .perSecond();
            checkInterrupt();
            runIn.step(perSecond);
            ran = ran.plus(step);
        }
        String came = (runIn.isSteady() ? "steady after " : "not steady yet after ") + ran.toSeconds() + " s, at "
                + Math.round(perSecond) + "/s";
        listener.says(came);
        return came;
    }

    private LoadOptions running(Duration time) {
        return LoadOptions.closed(plan.mostThreads(), Duration.ZERO, time, plan.seed());
    }

    /** What it does to counted keys is judged with the first measurement, which has a result to tell it. */
    private LoadOptions unchecked(Duration time) {
        return new LoadOptions(plan.mostThreads(), OptionalDouble.empty(), Duration.ZERO, time, plan.seed(), false);
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private LoadOptions closed(int threads) {
        return LoadOptions.closed(threads, plan.warmUp(), plan.measured(), plan.seed());
    }

    private void openLoops(Turn turn, List<Workload> asked, String ranIn, String strongRanIn)
            throws InterruptedException {
        for (Workload workload : asked) {
            double rate = rates.computeIfAbsent(workload.name(), this::referenceRate);
            LoadOptions options = new LoadOptions(
                    Math.max(plan.mostThreads(), MIN_OPEN_IN_FLIGHT),
                    OptionalDouble.of(rate),
                    plan.warmUp(),
                    plan.measured(),
                    plan.seed(),
                    true);
            measure(turn, workload, options, workload.isStrong() ? strongRanIn : ranIn);
        }
    }

    /** The reference is the first that is measured, so what there is of it is of the first round. */
    private double referenceRate(String workload) {
        double best = cells.stream()
                .filter(cell -> cell.peer().equals(plan.reference().name())
                        && cell.load().workload().equals(workload))
                .mapToDouble(Cell::perSecond)
                .max()
                .orElseThrow();
        return Math.max(1, Math.round(best * plan.rateShare().orElseThrow()));
    }

    private void measure(Turn turn, Workload workload, LoadOptions options, String ranIn) throws InterruptedException {
        CostProbe probe = new CostProbe(servers(turn));
        String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        LoadResult result = LoadRun.run(turn.store(), turn.counted(), workload, options, new LoadListener() {
            @Override
            public void measuringBegins() {
                probe.begin();
            }

            @Override
            public void measuringEnds() {
                probe.end();
            }
        });
        checkInterrupt();
        RunRecord run = new RunRecord(
                turn.peer().name(),
                turn.peer().name() + ", round " + turn.round(),
                startedAt,
                machine,
                settings(turn, workload, ranIn),
                Asked.of(workload, options),
                Measured.of(result),
                probe.costs());
        Cell cell = new Cell(turn.round(), turn.running().pids().size(), run);
        cells.add(cell);
        listener.measured(cell);
    }

    private static Map<String, Long> servers(Turn turn) {
        Map<String, Long> servers = new LinkedHashMap<>();
        for (long pid : turn.running().pids()) {
            servers.put(turn.peer().name() + "-" + (servers.size() + 1), pid);
        }
        return servers;
    }

    private static SortedMap<String, String> settings(Turn turn, Workload workload, String ranIn) {
        SortedMap<String, String> settings = new TreeMap<>(turn.running().settings());
        settings.put("version", turn.running().version());
        settings.put(
                "promise",
                workload.isStrong() ? turn.peer().strongPromise() : turn.peer().promise());
        settings.put("runIn", ranIn);
        settings.put("round", Integer.toString(turn.round()));
        return settings;
    }
}
