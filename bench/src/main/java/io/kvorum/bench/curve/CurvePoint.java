package io.kvorum.bench.curve;

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
import io.kvorum.bench.result.RunRecord;
import io.kvorum.bench.store.KvorumStore;
import io.kvorum.bench.store.KvorumStoreOptions;
import io.kvorum.client.Endpoint;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.Level;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.WriteOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Measures one point of a curve, on nodes of its own. */
public final class CurvePoint {
    /** Settings of a run that is a point of a curve; what draws it reads them. */
    public static final String CURVE = "curve";

    public static final String AT = "at";
    public static final String BY_DESIGN = "byDesign";
    /** From the start of a node that was killed with all its data until it serves, in milliseconds. */
    public static final String START_MS = "startMs";

    private static final String BUCKET = "curve";
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int MIN_IN_FLIGHT = 4_096;
    private static final int LOADING_CLIENTS = 64;

    private final Path folder;
    private final Duration warmUp;
    private final Duration measured;
    private final long seed;

    /**
     * @param folder where nodes keep their data while they are measured
     * @param warmUp load that is not measured
     */
    public CurvePoint(Path folder, Duration warmUp, Duration measured, long seed) {
        this.folder = folder;
        this.warmUp = warmUp;
        this.measured = measured;
        this.seed = seed;
    }

    /**
     * @param at the point's value in the dimension
     * @throws LoadPhase.LoadFailed if records could not be written
     * @throws IllegalStateException if a node does not start
     */
    public RunRecord measure(Dimension dimension, long at, Point point) throws IOException, InterruptedException {
        try (LocalNodes nodes = LocalNodes.start(point.nodes(), point.slots(), folder, LocalNodes.JVM)) {
            createBucket(nodes.endpoints(), point.replicas());
            TreeMap<String, String> settings = new TreeMap<>(Map.of(
                    CURVE,
                    dimension.label(),
                    AT,
                    Long.toString(at),
                    BY_DESIGN,
                    dimension.byDesign(),
                    "nodes",
                    Integer.toString(point.nodes()),
                    "slots",
                    Integer.toString(point.slots()),
                    "replicas",
                    Integer.toString(point.replicas()),
                    "down",
                    Integer.toString(point.down())));
            try (KvorumStore store = KvorumStore.connect(nodes.endpoints(), options(point))) {
                LoadPhase.load(
                        store,
                        point.workload(),
                        LoadOptions.closed(LOADING_CLIENTS, Duration.ZERO, measured, seed),
                        LoadListener.NONE);
                for (int i = 0; i < point.down(); i++) {
                    nodes.kill(point.nodes() - i);
                }
                LoadOptions load = LoadOptions.closed(point.clients(), warmUp, measured, seed);
                String startedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
                Probed probed = new Probed(new CostProbe(nodes.pids()));
                LoadResult result = LoadRun.run(store, point.workload(), load, probed);
                settings.put(START_MS, Long.toString(nodes.killAndStart(1).toMillis()));
                return new RunRecord(
                        "kvorum",
                        dimension.label() + " " + at,
                        startedAt,
                        Machine.here(),
                        settings,
                        Asked.of(point.workload(), load),
                        Measured.of(result),
                        probed.probe.costs());
            }
        }
    }

    private static void createBucket(List<Endpoint> endpoints, int replicas) {
        try (KvorumClient client =
                KvorumClient.builder().endpoints(endpoints).deadline(DEADLINE).build()) {
            client.admin().createBucket(BUCKET, Map.of("placement", Integer.toString(replicas)));
        }
    }

    private static KvorumStoreOptions options(Point point) {
        return new KvorumStoreOptions(
                BUCKET,
                ReadOptions.DEFAULT.level(Level.QUORUM),
                WriteOptions.DEFAULT.level(Level.QUORUM),
                DEADLINE,
                Math.max(MIN_IN_FLIGHT, 2 * point.clients()),
                KvorumStoreOptions.contextsFor(point.workload().records()),
                0);
    }

    private record Probed(CostProbe probe) implements LoadListener {
        @Override
        public void measuringBegins() {
            probe.begin();
        }

        @Override
        public void measuringEnds() {
            probe.end();
        }
    }
}
