package io.kvorum.replication.coordinate;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.replication.shard.ShardState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Measures how long it takes from the acknowledgement of a write until the last replica has it: by the acknowledgements that
 * come after the level was met, and by the clocks that replicas send. Watches a bounded number of writes at a time; those
 * beyond are counted and not measured.
 */
public final class ConvergenceWatch {
    private static final int MAX_WATCHED = 4_096;

    private final ShardState shard;
    private final Map<Integer, Map<Long, Watched>> byPartition = new TreeMap<>();
    private int size;

    /** A write that some replica may still lack. */
    private record Watched(Dot dot, String bucket, long acknowledgedNanos, Set<Integer> missing) {}

    ConvergenceWatch(ShardState shard) {
        this.shard = shard;
    }

    /** A write is acknowledged now. @param missing the replicas that have not acknowledged it; is kept, and changed */
    void acknowledged(long request, int partition, Dot dot, String bucket, Set<Integer> missing) {
        if (missing.isEmpty()) {
            shard.meter().consistent(bucket, 0);
        } else if (size >= MAX_WATCHED) {
            shard.meter().consistencyNotWatched();
        } else {
            byPartition
                    .computeIfAbsent(partition, p -> new LinkedHashMap<>())
                    .put(request, new Watched(dot, bucket, shard.now().nanos(), missing));
            size++;
        }
    }

    /** A replica has the write of this request. */
    public void onApplied(int node, int partition, long request) {
        Map<Long, Watched> writes = byPartition.get(partition);
        if (writes == null) {
            return;
        }
        Watched watched = writes.get(request);
        if (watched != null && hasNow(node, watched)) {
            writes.remove(request);
            size--;
        }
    }

    /** A replica has sent its clock, which is durable there. */
    public void onClock(int node, int partition, DotSet clock) {
        Map<Long, Watched> writes = byPartition.get(partition);
        if (writes != null) {
            int before = writes.size();
            writes.values().removeIf(watched -> clock.contains(watched.dot()) && hasNow(node, watched));
            size -= before - writes.size();
        }
    }

    /** @return whether that was the last one */
    private boolean hasNow(int node, Watched watched) {
        watched.missing().remove(node);
        if (!watched.missing().isEmpty()) {
            return false;
        }
        shard.meter().consistent(watched.bucket(), shard.now().nanos() - watched.acknowledgedNanos());
        return true;
    }
}
