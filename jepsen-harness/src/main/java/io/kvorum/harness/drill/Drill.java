package io.kvorum.harness.drill;

import io.kvorum.client.Endpoint;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.harness.checker.history.HistoryWriter;
import io.kvorum.harness.live.ClusterPlan;
import io.kvorum.harness.live.ClusterSpec;
import io.kvorum.harness.live.Deadline;
import io.kvorum.harness.live.LocalCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** A drill from the start of the cluster to the report. */
public final class Drill {
    /** How the names of temporary directories of drills begin. */
    public static final String TEMPORARY = "kvorum-drill-";

    static final String BUCKET = "drill";

    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(50);

    private final DrillOptions options;
    private final DrillListener listener;
    private final Workload workload;
    private final Path historyFile;

    public Drill(DrillOptions options, DrillListener listener) {
        this.options = options;
        this.listener = listener;
        this.workload = options.workload().of(options);
        this.historyFile = historyFile(options.directory());
    }

    /** Where the history is, also of a drill that breaks off. */
    public Path historyFile() {
        return historyFile;
    }

    static Path historyFile(Path directory) {
        return directory.resolve("history.jsonl");
    }

    /** Where the nodes are, with their logs. */
    public Path clusterDirectory() {
        return clusterDirectory(options.directory());
    }

    static Path clusterDirectory(Path directory) {
        return directory.resolve("cluster");
    }

    /** What is found out while nodes run. */
    private record Observed(LoadFigures load, List<String> troubles, List<String> unforeseen, List<Integer> busiest) {}

    /** @throws IllegalStateException if there is a history or a cluster in the directory, or if the cluster does not start */
    public DrillReport run() throws IOException, InterruptedException {
        if (Files.exists(historyFile) || LocalCluster.exists(clusterDirectory())) {
            throw new IllegalStateException("there is a drill in " + options.directory() + " already");
        }
        List<PlannedFault> schedule = FaultSchedule.draw(options);
        Files.createDirectories(options.directory());
        DrillMark mark = DrillMark.begin(options);
        ClusterSpec spec =
                ClusterSpec.of(options.nodes(), 1, clusterDirectory()).with(mark.javaOptions(options.directory()));
        LocalCluster cluster = options.breaksLinks() ? LocalCluster.create(spec) : LocalCluster.createDirect(spec);
        Nodes nodes = new Nodes(cluster);
        Thread atExit = new Thread(() -> breakOff(nodes, mark), "drill-clean-up");
        Runtime.getRuntime().addShutdownHook(atExit);
        Observed observed;
        try {
            observed = observe(cluster, nodes, schedule);
        } finally {
            endAll(nodes);
            mark.end(options.directory());
            forget(atExit);
        }
        listener.chapter("The history is judged");
        return new DrillReport(
                options,
                schedule,
                observed.load(),
                workload.judge(historyFile, listener),
                observed.troubles(),
                observed.unforeseen(),
                historyFile,
                observed.busiest());
    }

    private static void forget(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending: it has run, or does.
        }
    }

    private void breakOff(Nodes nodes, DrillMark mark) {
        endAll(nodes);
        mark.end(options.directory());
        listener.chapter("Broken off; no node runs any more");
        listener.event("what was recorded until now, which can be judged as well: " + historyFile);
    }

    private static void endAll(Nodes nodes) {
        try {
            nodes.close();
        } catch (IOException e) {
            throw new UncheckedIOException("not all nodes could be ended", e);
        }
    }

    private Observed observe(LocalCluster cluster, Nodes nodes, List<PlannedFault> schedule)
            throws IOException, InterruptedException {
        listener.chapter(options.nodes() + " nodes in " + clusterDirectory());
        nodes.startAll();
        nodes.awaitAllReady(READY);
        for (ClusterPlan.Node node : cluster.plan().nodes()) {
            listener.event(node.name() + " serves at " + node.endpoint() + ", process "
                    + cluster.pid(node.number()).orElse(0L));
        }
        long originNanos = System.nanoTime();
        LongSupplier clock = () -> System.nanoTime() - originNanos;
        DrillMeter meter = new DrillMeter(options.clients(), options.sliceMs(), clock);
        try (HistoryWriter history = new HistoryWriter(historyFile);
                KvorumClient own = connect(cluster.plan().endpoints())) {
            Recorder recorder = new Recorder(history, clock);
            List<Integer> busiest = createBucket(own, nodes);
            FaultRun faults = new FaultRun(nodes, meter, workload.watch(own, meter), listener);
            List<String> unforeseen = load(recorder, cluster, faults, meter, schedule);
            listener.chapter("All is quiet, all nodes are up");
            faults.noticeEnded();
            workload.readInTheEnd(new Quiet(cluster, nodes, own, this::connect, recorder, listener));
            List<String> troubles = new ArrayList<>(faults.troubles());
            troubles.addAll(NodeLogs.troubles(cluster));
            return new Observed(meter.figures(), troubles, unforeseen, busiest);
        }
    }

    private KvorumClient connect(List<String> endpoints) {
        return KvorumClient.builder()
                .endpoints(endpoints.stream().map(Endpoint::parse).toList())
                .deadline(options.deadline())
                .build();
    }

    /** Waits until every node knows the bucket, and says which nodes are the first choice for the most keys. */
    private List<Integer> createBucket(KvorumClient client, Nodes nodes) throws InterruptedException {
        long epoch = client.admin().createBucket(BUCKET, workload.bucket());
        Deadline deadline = Deadline.in(READY);
        for (int node : nodes.numbers()) {
            while (client.admin().nodeStatus(node).epoch() < epoch) {
                if (deadline.isPast()) {
                    throw new IllegalStateException("node " + node + " does not learn of the new bucket");
                }
                deadline.pause(POLL);
            }
        }
        ClusterTopology topology = client.admin().topology();
        ClusterTopology.BucketInfo bucket = topology.bucket(BUCKET).orElseThrow();
        Map<Integer, Integer> first = new TreeMap<>();
        options.keyNames()
                .forEach(key -> first.merge(
                        topology.replicasOf(topology.partitionOf(bucket, Bytes.ofUtf8(key)))
                                .get(0),
                        1,
                        Integer::sum));
        int most = first.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        listener.event("keys by the node that coordinates them while it is up: " + first);
        return first.entrySet().stream()
                .filter(entry -> entry.getValue() == most)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns what the client library should never have thrown. */
    private List<String> load(
            Recorder recorder, LocalCluster cluster, FaultRun faults, DrillMeter meter, List<PlannedFault> schedule)
            throws InterruptedException {
        listener.chapter(options.clients() + " clients on " + options.keys() + " keys, " + schedule.size()
                + " faults by seed " + options.seed());
        try (Clients clients = new Clients(recorder, meter)) {
            Deadline end = Deadline.in(options.time());
            clients.start(options.clients(), () -> connect(cluster.plan().endpoints()), workload);
            faults.run(schedule, end);
            faults.carryOn(DrillOptions.QUIET, Deadline.in(DrillOptions.QUIET));
            if (options.mostFaults() == 0) {
                faults.carryOn(options.time(), end);
            }
            meter.loadEnds();
            clients.finish();
            listener.event(meter.operations() + " operations, " + meter.indefinite() + " without a definite answer");
            return clients.unforeseen();
        }
    }
}
