package io.kvorum.harness.live;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A local cluster that is wanted.
 *
 * @param nodes 1 to 15
 * @param regions the nodes take turns in them; at most as many as nodes
 * @param slots partitions per placement
 * @param directory of data, configuration and logs; made if it is not there
 * @param javaOptions for each node's JVM
 */
public record ClusterSpec(int nodes, List<String> regions, int slots, Path directory, List<String> javaOptions) {
    public static final int MAX_NODES = 15;

    /** What a node on a small machine needs, together with others. */
    public static final List<String> SMALL_JVM = List.of(
            "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:ActiveProcessorCount=2", "-Xshare:auto");

    private static final List<String> REGION_NAMES = List.of("eu", "us", "ap", "sa", "af");

    public ClusterSpec {
        regions = List.copyOf(regions);
        javaOptions = List.copyOf(javaOptions);
        if (nodes < 1 || nodes > MAX_NODES) {
            throw new IllegalArgumentException("a local cluster has 1 to " + MAX_NODES + " nodes, not " + nodes);
        }
        if (regions.isEmpty() || regions.size() > nodes) {
            throw new IllegalArgumentException(nodes + " nodes cannot live in " + regions.size() + " regions");
        }
    }

    /** The same with more options for each node's JVM. */
    public ClusterSpec with(List<String> moreOptions) {
        return new ClusterSpec(
                nodes,
                regions,
                slots,
                directory,
                Stream.concat(javaOptions.stream(), moreOptions.stream()).toList());
    }

    /** @param regions how many, named eu, us, ap, sa, af */
    public static ClusterSpec of(int nodes, int regions, Path directory) {
        if (regions < 1 || regions > REGION_NAMES.size()) {
            throw new IllegalArgumentException("there can be 1 to " + REGION_NAMES.size() + " regions, not " + regions);
        }
        return new ClusterSpec(nodes, REGION_NAMES.subList(0, regions), 64, directory, SMALL_JVM);
    }
}
