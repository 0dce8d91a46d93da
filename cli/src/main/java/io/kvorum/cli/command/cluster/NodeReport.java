package io.kvorum.cli.command.cluster;

import io.kvorum.cli.Cluster;
import io.kvorum.cli.Durations;
import io.kvorum.client.KvorumException;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.NodeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A node, and what it says of itself.
 *
 * @param status empty if it does not answer
 */
record NodeReport(ClusterTopology.Node node, Optional<NodeStatus> status) {
    static final List<String> COLUMNS = List.of(
            "node", "state", "region", "zone", "address", "uptime", "partitions", "missingDots", "hints", "peersDown");

    private static final Duration LARGE_SKEW = Duration.ofSeconds(1);

    /** Asks all nodes at once: dead ones take the whole timeout. */
    static List<NodeReport> ofAll(Cluster cluster, ClusterTopology topology) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<NodeReport>> questions = new ArrayList<>();
            topology.nodes().forEach(node -> questions.add(() -> of(cluster, node)));
            List<NodeReport> reports = new ArrayList<>();
            for (Future<NodeReport> answer : threads.invokeAll(questions)) {
                reports.add(answer.get());
            }
            return reports;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the nodes", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static NodeReport of(Cluster cluster, ClusterTopology.Node node) {
        try {
            return new NodeReport(node, Optional.of(cluster.nodeStatus(node.number())));
        } catch (KvorumException e) {
            return new NodeReport(node, Optional.empty());
        }
    }

    String state() {
        return status.map(present -> present.draining() ? "draining" : "up").orElse("no answer");
    }

    Map<String, Object> row() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("node", node.name());
        row.put("number", node.number());
        row.put("state", state());
        row.put("region", node.region());
        row.put("zone", node.zone());
        row.put("address", node.address());
        status.ifPresent(present -> fill(row, present));
        return row;
    }

    /** In how many partitions with keys of strong buckets it does not vote. */
    static int notVoting(NodeStatus status) {
        return status.shards().stream().mapToInt(NodeStatus.Shard::notVoting).sum();
    }

    private static void fill(Map<String, Object> row, NodeStatus present) {
        row.put("version", present.softwareVersion());
        row.put("uptime", Durations.text(present.uptime()));
        row.put("uptimeMs", present.uptime().toMillis());
        row.put("epoch", present.epoch());
        row.put("actor", present.actor().toString());
        row.put(
                "partitions",
                present.shards().stream().mapToInt(NodeStatus.Shard::partitions).sum());
        row.put(
                "unconfirmed",
                present.shards().stream()
                        .mapToInt(NodeStatus.Shard::unconfirmed)
                        .sum());
        row.put("notVoting", notVoting(present));
        row.put(
                "logEntries",
                present.shards().stream()
                        .mapToLong(NodeStatus.Shard::logEntries)
                        .sum());
        row.put("missingDots", present.missingDots());
        row.put("hints", present.hints());
        row.put(
                "setAsideHints",
                present.shards().stream()
                        .mapToInt(NodeStatus.Shard::setAsideHints)
                        .sum());
        row.put("hintsPaused", present.shards().stream().anyMatch(NodeStatus.Shard::hintsPaused));
        row.put(
                "pendingRequests",
                present.shards().stream()
                        .mapToInt(NodeStatus.Shard::pendingRequests)
                        .sum());
        row.put("peersDown", peersDown(present));
        present.shards().stream()
                .flatMap(shard -> shard.minAsOf().stream())
                .min(Instant::compareTo)
                .ifPresent(asOf -> row.put("completeAsOf", asOf.toString()));
    }

    private static List<Integer> peersDown(NodeStatus present) {
        return present.peers().stream()
                .filter(peer -> !peer.up())
                .map(NodeStatus.Peer::node)
                .toList();
    }

    /** What is not as it should be, in words. */
    List<String> complaints(long epoch) {
        if (status.isEmpty()) {
            return List.of("no answer from " + node.address());
        }
        NodeStatus present = status.get();
        List<String> complaints = new ArrayList<>();
        complain(complaints, present.draining(), "draining");
        complain(complaints, present.epoch() < epoch, "epoch " + present.epoch() + " instead of " + epoch);
        complain(complaints, present.missingDots() > 0, present.missingDots() + " writes are missing here");
        complain(complaints, present.hints() > 0, present.hints() + " hints wait for other nodes");
        List<Integer> down = peersDown(present);
        complain(complaints, !down.isEmpty(), "does not reach nodes " + down);
        int unconfirmed = present.shards().stream()
                .mapToInt(NodeStatus.Shard::unconfirmed)
                .sum();
        complain(complaints, unconfirmed > 0, unconfirmed + " partitions wait to be confirmed by other replicas");
        int notVoting = notVoting(present);
        complain(
                complaints,
                notVoting > 0,
                "does not vote yet for keys of strong buckets in " + notVoting
                        + " partitions: it learns them, or waits for their other replicas");
        int setAside = present.shards().stream()
                .mapToInt(NodeStatus.Shard::setAsideHints)
                .sum();
        complain(complaints, setAside > 0, setAside + " hints came too late and are set aside");
        boolean paused = present.shards().stream().anyMatch(NodeStatus.Shard::hintsPaused);
        complain(complaints, paused, "delivery of hints is paused");
        present.peers().stream()
                .filter(peer -> peer.up() && peer.clockSkew().abs().compareTo(LARGE_SKEW) > 0)
                .forEach(peer -> complaints.add("the clock of node " + peer.node() + " differs by "
                        + peer.clockSkew().toMillis() + " ms"));
        return complaints;
    }

    private static void complain(List<String> complaints, boolean reason, String text) {
        if (reason) {
            complaints.add(text);
        }
    }
}
