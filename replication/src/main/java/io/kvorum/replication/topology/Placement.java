package io.kvorum.replication.topology;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How many replicas and where: {@code 3} (anywhere), or {@code eu=2,us=2}.
 *
 * @param replicas N, the sum over the regions if there are any
 * @param perRegion replicas by region; empty if replicas may be anywhere
 */
public record Placement(int replicas, SortedMap<String, Integer> perRegion) {
    public static final int MAX_REPLICAS = 15;

    public Placement {
        perRegion = Collections.unmodifiableSortedMap(new TreeMap<>(perRegion));
    }

    public static Placement of(int replicas) {
        return new Placement(replicas, Collections.emptySortedMap());
    }

    public static Placement of(Map<String, Integer> perRegion) {
        int sum = perRegion.values().stream().mapToInt(Integer::intValue).sum();
        return new Placement(sum, new TreeMap<>(perRegion));
    }

    /** The form that {@link Placements#parse} reads; equal placements have equal text. */
    @Override
    public String toString() {
        return perRegion.isEmpty()
                ? Integer.toString(replicas)
                : perRegion.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
    }
}
