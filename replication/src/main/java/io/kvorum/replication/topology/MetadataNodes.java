package io.kvorum.replication.topology;

import java.util.List;

/**
 * The nodes that keep the catalogue: the first five by number, the first three of a smaller cluster, all of one with fewer
 * than three. The first of them serialises the changes. Only counts.
 */
public record MetadataNodes(List<Integer> numbers) {
    private static final int MANY = 5;
    private static final int FEW = 3;

    public MetadataNodes {
        numbers = List.copyOf(numbers);
    }

    public static MetadataNodes of(Topology topology) {
        int nodes = topology.nodes().size();
        int members = nodes >= MANY ? MANY : Math.min(FEW, nodes);
        return new MetadataNodes(
                topology.nodes().stream().limit(members).map(NodeInfo::number).toList());
    }

    public boolean contains(int node) {
        return numbers.contains(node);
    }

    public int serialiser() {
        return numbers.get(0);
    }

    public List<Integer> othersThan(int node) {
        return numbers.stream().filter(number -> number != node).toList();
    }

    /** So many must have stored a change. */
    public int majority() {
        return numbers.size() / 2 + 1;
    }

    /**
     * So many others must be heard by one whose own memory does not count: any such set meets what is left of a
     * {@link #majority} after that one has lost its disk.
     */
    public int majorityOfOthers() {
        int others = numbers.size() - 1;
        return others == 0 ? 0 : others / 2 + 1;
    }
}
