package io.kvorum.replication.quorum;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many of a partition's replicas must answer, as counts.
 *
 * @param total how many in all
 * @param perRegion if not empty, how many in each of these regions; answers from elsewhere do not count. Their sum is the total
 */
public record LevelRequirement(int total, SortedMap<String, Integer> perRegion) {
    public LevelRequirement {
        perRegion = Collections.unmodifiableSortedMap(new TreeMap<>(perRegion));
    }

    /** What a level means for certain replicas. */
    public sealed interface Resolved {}

    public record Ok(LevelRequirement requirement) implements Resolved {}

    /** @param message says why no number of answers would do */
    public record Unsatisfiable(String message) implements Resolved {}

    /**
     * Resolves a level.
     *
     * @param replicas the partition's owners, distinct, at least one
     * @param localRegion the coordinator's
     */
    public static Resolved resolve(Level level, List<Voter> replicas, String localRegion) {
        int all = replicas.size();
        return switch (level.kind()) {
            case ONE -> ok(1);
            case QUORUM -> ok(majority(all));
            case ALL -> ok(all);
            case COUNT ->
                level.count() >= 1 && level.count() <= all
                        ? ok(level.count())
                        : new Unsatisfiable(
                                "level " + level.count() + " is not between 1 and N=" + all + ", the key's replicas");
            case LOCAL_QUORUM -> localQuorum(replicas, localRegion);
            case EACH_QUORUM -> ok(majorities(replicas));
        };
    }

    public static int majority(int of) {
        return of / 2 + 1;
    }

    private static Resolved localQuorum(List<Voter> replicas, String localRegion) {
        SortedMap<String, Integer> majorities = majorities(replicas);
        Integer local = majorities.get(localRegion);
        return local != null
                ? ok(new TreeMap<>(Collections.singletonMap(localRegion, local)))
                : new Unsatisfiable("level local_quorum needs replicas in the coordinator's region " + localRegion
                        + ", the key's are in " + String.join(", ", majorities.keySet())
                        + ": ask a node there or take another level");
    }

    private static SortedMap<String, Integer> majorities(List<Voter> replicas) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        replicas.forEach(replica -> counts.merge(replica.region(), 1, Integer::sum));
        counts.replaceAll((region, count) -> majority(count));
        return counts;
    }

    private static Resolved ok(int total) {
        return new Ok(new LevelRequirement(total, Collections.emptySortedMap()));
    }

    private static Resolved ok(SortedMap<String, Integer> perRegion) {
        int total = perRegion.values().stream().mapToInt(Integer::intValue).sum();
        return new Ok(new LevelRequirement(total, perRegion));
    }
}
