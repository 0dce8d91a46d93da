package io.kvorum.bench.peer;

import io.kvorum.bench.local.LocalNodes;
import io.kvorum.bench.store.KvorumStore;
import io.kvorum.bench.store.KvorumStoreOptions;
import io.kvorum.client.Endpoint;
import io.kvorum.client.Level;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.WriteOptions;
import io.kvorum.harness.live.ClusterPlan;
import io.kvorum.harness.live.ClusterSpec;
import io.kvorum.harness.live.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Three Kvorum nodes that reach each other directly. */
record KvorumPeer(Path kvorumHome) implements Peer {
    private static final int NODES = 3;
    private static final int SLOTS = 64;
    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int MAX_IN_FLIGHT = 16_384;

    private static final List<String> JVM = LocalNodes.JVM;

    @Override
    public String name() {
        return Peers.KVORUM;
    }

    @Override
    public String promise() {
        return "3 replicas, quorum; a write is fsynced on 2 nodes before it is acknowledged; concurrent writes are"
                + " kept";
    }

    @Override
    public String strongPromise() {
        return "3 replicas, strong bucket; an update on a version is fsynced on 2 nodes before it is acknowledged;"
                + " reads are linearizable";
    }

    @Override
    public void check() {
        // Whoever runs this has it.
    }

    @Override
    public RunningPeer start(PeerSite site) throws IOException, InterruptedException {
        Path folder = site.directory().resolve(name());
        LocalCluster cluster = LocalCluster.createDirect(new ClusterSpec(NODES, List.of("eu"), SLOTS, folder, JVM));
        site.start(cluster, cluster::startAll);
        cluster.awaitReady(READY);
        SortedMap<String, String> settings = new TreeMap<>(Map.of(
                "servers",
                NODES + ", replication 3, quorum reads and writes",
                "fsync",
                "before each acknowledgement, one for a batch",
                "slots",
                Integer.toString(SLOTS),
                "java",
                Runtime.version() + " " + String.join(" ", JVM),
                "driver",
                "kvorum-client"));
        List<Long> pids = cluster.plan().nodes().stream()
                .map(ClusterPlan.Node::number)
                .map(cluster::pid)
                .flatMap(Optional::stream)
                .toList();
        List<Endpoint> endpoints =
                cluster.plan().endpoints().stream().map(Endpoint::parse).toList();
        return new RunningPeer(
                "Kvorum " + commit(), settings, pids, records -> KvorumStore.connect(endpoints, options(records)));
    }

    private static KvorumStoreOptions options(long records) {
        return new KvorumStoreOptions(
                "default",
                ReadOptions.DEFAULT.level(Level.QUORUM),
                WriteOptions.DEFAULT.level(Level.QUORUM),
                DEADLINE,
                MAX_IN_FLIGHT,
                KvorumStoreOptions.contextsFor(records),
                0);
    }

    /** What was measured, as exactly as it can be said: {@code abc1234}, with a star if sources were changed since. */
    private String commit() {
        if (!Files.exists(kvorumHome.resolve(".git"))) {
            return "of unknown commit";
        }
        String commit = git("rev-parse", "--short", "HEAD").strip();
        return commit.isEmpty()
                ? "of unknown commit"
                : commit + (git("status", "--porcelain").isBlank() ? "" : "*");
    }

    private String git(String command, String... arguments) {
        List<String> words = new java.util.ArrayList<>(List.of("git", "-C", kvorumHome.toString(), command));
        words.addAll(List.of(arguments));
        return Executables.output(words);
    }
}
