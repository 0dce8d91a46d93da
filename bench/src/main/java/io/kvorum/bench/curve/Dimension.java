package io.kvorum.bench.curve;

import io.kvorum.harness.live.ClusterSpec;
import io.kvorum.replication.topology.Topologies;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** In what the points of a curve differ. */
public enum Dimension {
    KEYS(
            10_000_000_000L,
            "An operation grows with the logarithm of the number of keys, in steps where data no longer fit into a"
                    + " cache; memory stays within its setting; a start takes what the log takes to replay."),
    VALUE_BYTES(
            1 << 20,
            "Small values cost what a message costs; from some 10 KiB on the cost grows with the bytes, which are"
                    + " copied, logged and flushed on each replica."),
    CLIENTS(
            100_000,
            "More clients share each fsync, each socket write and each wake-up: the cost of an operation falls until"
                    + " the processors are busy, and from there on only latency grows."),
    NODES(
            ClusterSpec.MAX_NODES,
            "An operation concerns the replicas of its key, however many nodes there are: processor time per operation"
                    + " is constant but for what nodes on one machine take from each other (smaller batches, more"
                    + " wake-ups)."),
    SLOTS(
            Topologies.MAX_SLOTS,
            "Constant per operation; what runs per partition (exchanges, housekeeping) grows with their number, and so"
                    + " do memory and the time to start."),
    REPLICAS(
            ClusterSpec.MAX_NODES,
            "A write costs as much on each replica: it grows with their number. A read asks a majority."),
    NODES_DOWN(
            ClusterSpec.MAX_NODES,
            "A quorum of the others answers without waiting: less work per operation, as one replica does none of it;"
                    + " hints are not written unless the request is sloppy.");

    private final long most;
    private final String byDesign;

    Dimension(long most, String byDesign) {
        this.most = most;
        this.byDesign = byDesign;
    }

    /** @throws IllegalArgumentException if there is none of this name; the message lists them */
    public static Dimension named(String name) {
        return Arrays.stream(values())
                .filter(dimension -> dimension.label().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a curve is over "
                        + Arrays.stream(values()).map(Dimension::label).collect(Collectors.joining(", "))
                        + "; not over '" + name + "'"));
    }

    /** {@code value-bytes}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The values that are taken if none are given. */
    public List<Long> usual() {
        return switch (this) {
            case KEYS -> List.of(10_000L, 100_000L, 1_000_000L);
            case VALUE_BYTES -> List.of(20L, 256L, 1_024L, 16_384L, 262_144L);
            case CLIENTS -> List.of(1L, 4L, 16L, 64L, 256L, 1_024L);
            case NODES -> List.of(3L, 5L, 7L, 9L);
            case SLOTS -> List.of(16L, 64L, 256L, 1_024L, 4_096L);
            case REPLICAS -> List.of(1L, 2L, 3L, 5L);
            case NODES_DOWN -> List.of(0L, 1L);
        };
    }

    /** How the curve should look by design. */
    public String byDesign() {
        return byDesign;
    }

    /** @throws IllegalArgumentException if there cannot be so many */
    public Point at(Point base, long value) {
        long least = this == NODES_DOWN ? 0 : 1;
        if (value < least || value > most) {
            throw new IllegalArgumentException(label() + " runs from " + least + " to " + most + ", not to " + value);
        }
        if (this == NODES_DOWN && value >= base.nodes()) {
            throw new IllegalArgumentException("of " + base.nodes() + " nodes not all can be down");
        }
        if (this == SLOTS && Long.bitCount(value) != 1) {
            throw new IllegalArgumentException("the number of slots is a power of two, not " + value);
        }
        return switch (this) {
            case KEYS -> base.withWorkload(base.workload().withRecords(value));
            case VALUE_BYTES -> base.withWorkload(base.workload().withValueBytes((int) value));
            case CLIENTS -> base.withClients((int) value);
            case NODES -> base.withNodes((int) value);
            case SLOTS -> base.withSlots((int) value);
            case REPLICAS -> base.withReplicas((int) value);
            case NODES_DOWN -> base.withDown((int) value);
        };
    }
}
