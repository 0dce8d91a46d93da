package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.topology.NodeInfo;
import io.kvorum.replication.topology.Topologies;
import io.kvorum.replication.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The cluster of a run, drawn from its seed.
 *
 * @param shortWindow write ids are remembered so shortly that retries, hints and messages come after pruning
 * @param ttls some writes expire
 * @param bucketTtlMillis the bucket's at first; 0: none
 * @param type of the bucket
 * @param regional two regions with two replicas each, instead of three replicas anywhere
 */
record Layout(
        int nodes,
        int slots,
        List<Integer> shards,
        boolean regional,
        boolean shortWindow,
        boolean ttls,
        long bucketTtlMillis,
        CellType type,
        int maxSiblings,
        Limits limits) {
    static final long MAX_CLOCK_ERROR_MILLIS = 150;

    private static final int TTL_FORK = 18;
    private static final int TTL_PERCENT = 35;
    private static final int TYPE_FORK = 20;
    private static final int PLAIN_PERCENT = 30;
    private static final int ROOMY_LOG = 10_000;
    static final List<Long> BUCKET_TTLS = List.of(1_000L, 2_000L, 3_000L, 3_600_000L);

    private static final List<Level> LEVELS = List.of(
            Level.QUORUM, Level.QUORUM, Level.QUORUM, Level.QUORUM, Level.ONE, Level.ALL, Level.of(1), Level.of(2));
    private static final List<Level> REGIONAL_LEVELS = List.of(
            Level.QUORUM,
            Level.QUORUM,
            Level.LOCAL_QUORUM,
            Level.EACH_QUORUM,
            Level.ONE,
            Level.ALL,
            Level.of(2),
            Level.of(3));

    static Layout draw(long seed, Profile profile) {
        SimRandom random = new SimRandom(seed).fork(3);
        boolean regional = profile != Profile.LONELY && random.chance(15);
        int nodes = (regional || profile.usesFallbacks() ? 4 : 3) + random.below(profile == Profile.LONELY ? 1 : 2);
        nodes += !regional && !profile.usesFallbacks() && random.chance(33) ? 1 : 0;
        nodes = profile == Profile.REGISTERS && !regional && random.chance(40) ? 5 : nodes;
        List<Integer> shards = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            shards.add(1 + random.below(2));
        }
        boolean shortWindow = random.chance(profile.shortWindowPercent());
        SimRandom expiry = new SimRandom(seed).fork(TTL_FORK);
        boolean ttls = expiry.chance(TTL_PERCENT);
        return new Layout(
                nodes,
                1 << random.below(3),
                shards,
                regional,
                shortWindow,
                ttls,
                ttls && expiry.chance(40) ? expiry.pick(BUCKET_TTLS) : 0,
                type(new SimRandom(seed).fork(TYPE_FORK), ttls),
                6 + random.below(20),
                limits(random, shortWindow));
    }

    /** Rows do the same whatever they hold; so all types have a share of the runs of each profile. */
    private static CellType type(SimRandom random, boolean ttls) {
        CellType type = random.chance(PLAIN_PERCENT) ? CellType.NONE : random.pick(List.of(CellType.values()));
        // Where marks, and increments, must not expire nothing does.
        return ttls && (type.hasMarks() || type.isCounter()) ? CellType.SET : type;
    }

    List<Level> levels() {
        return regional ? REGIONAL_LEVELS : LEVELS;
    }

    Topology founding() {
        List<NodeInfo> infos = new ArrayList<>();
        for (int number = 1; number <= nodes; number++) {
            String region = regional ? (number % 2 == 0 ? "eu" : "us") : "home";
            infos.add(new NodeInfo(number, "n" + number, "10.0.0." + number + ":7400", "z" + number, region));
        }
        return Topologies.found("simulated", slots, infos);
    }

    Map<String, String> bucketProperties() {
        return new TreeMap<>(Map.of(
                "placement",
                regional ? "eu=2,us=2" : "3",
                "max-siblings",
                Integer.toString(maxSiblings),
                "ttl",
                bucketTtlMillis / 1_000 + "s",
                "type",
                type.text()));
    }

    /** May one clock be wrong? Not where logs get crowded: they go by one clock. */
    boolean toleratesAWrongClock() {
        return ttls && limits.maxLogEntriesPerPartition() == ROOMY_LOG;
    }

    /** Where the window is short often so few that logs get crowded, and now and then full. */
    private static int maxLogEntries(SimRandom random, boolean shortWindow) {
        return random.chance(shortWindow ? 35 : 10) ? 40 + random.below(60) : ROOMY_LOG;
    }

    /** Small everywhere, so that pages, bounds and windows are reached within seconds of virtual time. */
    private static Limits limits(SimRandom random, boolean shortWindow) {
        boolean tiny = random.chance(40);
        return new Limits(
                256,
                4 << 10,
                32,
                1 << 20,
                64 << 10,
                512,
                maxLogEntries(random, shortWindow),
                random.chance(10) ? 8 : 1_000,
                8,
                tiny ? 400 : 64 << 10,
                tiny ? 3 : 256,
                tiny ? 8 : 256,
                tiny ? 1 : 4,
                64,
                Duration.ofMillis(shortWindow ? 1_200 : 6_000),
                Duration.ofMillis(2 * MAX_CLOCK_ERROR_MILLIS + 100),
                Duration.ofMillis(15),
                Duration.ofMillis(150 + random.below(200)),
                Duration.ofMillis(1_000),
                Duration.ofMillis(500),
                Duration.ofMillis(100 + random.below(150)),
                Duration.ofMillis(200 + random.below(300)),
                Duration.ofMillis(400),
                Duration.ofMillis(300 + random.below(1_500)),
                Duration.ofMillis(random.chance(60) ? 0 : random.below(600)),
                Duration.ofMillis(1_000 + random.below(3_000)),
                Duration.ofMillis(100 + random.below(400)));
    }
}
