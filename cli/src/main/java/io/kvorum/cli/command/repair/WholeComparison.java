package io.kvorum.cli.command.repair;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.output.Json;
import io.kvorum.cli.output.ProgressBar;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.ClusterTopology.BucketInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The comparison of all partitions, for the commands that show it. */
final class WholeComparison {
    private static final long PAUSE_MS = 1_000;

    private final Cli cli;
    private final ClusterTopology topology;
    private final ReplicaComparison comparison;

    long rows;
    int partitions;
    final List<ReplicaComparison.Difference> differences = new ArrayList<>();
    final SortedSet<String> unread = new TreeSet<>();

    WholeComparison(Cli cli, Cluster cluster) {
        this.cli = cli;
        this.topology = cluster.topology();
        this.comparison = new ReplicaComparison(cluster, topology, PAUSE_MS);
    }

    /** @param limit differences after which it ends */
    void run(int limit) throws InterruptedException {
        ProgressBar bar = new ProgressBar(cli.console(), "partitions", topology.partitionCount());
        for (int partition = 0; partition < topology.partitionCount() && differences.size() < limit; partition++) {
            ReplicaComparison.Result result = comparison.compare(partition);
            rows += result.rows();
            partitions++;
            differences.addAll(result.differences());
            result.unread().forEach(node -> unread.add(name(node)));
            bar.at(partitions);
        }
        bar.end();
    }

    boolean isIdentical() {
        return differences.isEmpty() && unread.isEmpty();
    }

    boolean isComplete() {
        return partitions == topology.partitionCount();
    }

    /** A row of output for each key that differs, at most so many. */
    List<Map<String, Object>> rows(int limit) {
        List<Map<String, Object>> shown = new ArrayList<>();
        differences.stream().limit(limit).forEach(difference -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("partition", difference.partition());
            row.put(
                    "bucket",
                    topology.bucket(difference.key().bucket())
                            .map(BucketInfo::name)
                            .orElse("#" + difference.key().bucket()));
            Json.putBytes(row, "key", difference.key().key().array());
            difference.key().element().ifPresent(element -> Json.putBytes(row, "element", element.array()));
            Map<String, Object> dots = new TreeMap<>();
            difference.dots().forEach((node, versions) -> dots.put(name(node), versions));
            row.put("versions", dots);
            shown.add(row);
        });
        return shown;
    }

    private String name(int number) {
        return topology.node(number).map(ClusterTopology.Node::name).orElse("#" + number);
    }
}
