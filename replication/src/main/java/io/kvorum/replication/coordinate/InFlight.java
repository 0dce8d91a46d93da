package io.kvorum.replication.coordinate;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.replication.message.RowKey;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The dots that this shard has minted and that fewer replicas than the write asked for are known to have. Left out of the
 * contexts that reads of other keys give away: if this node dies nobody may ever cover such a dot, and a session that
 * carried it could read nothing any more, though no key of its own is missing anything.
 */
final class InFlight {
    private static final Map<Dot, RowKey> NONE = Collections.emptyMap();

    private final Map<Integer, Map<Dot, RowKey>> byPartition = new TreeMap<>();

    void add(int partition, RowKey key, Dot dot) {
        byPartition.computeIfAbsent(partition, p -> new TreeMap<>()).put(dot, key);
    }

    void remove(int partition, Dot dot) {
        Map<Dot, RowKey> dots = byPartition.getOrDefault(partition, NONE);
        if (dots.containsKey(dot)) {
            dots.remove(dot);
            if (dots.isEmpty()) {
                byPartition.remove(partition);
            }
        }
    }

    /** What of this set concerns the key, as far as it can be told. */
    DotSet withoutOtherKeys(int partition, RowKey key, DotSet dots) {
        DotSet others = DotSet.EMPTY;
        for (Map.Entry<Dot, RowKey> entry :
                byPartition.getOrDefault(partition, NONE).entrySet()) {
            if (!entry.getValue().equals(key)) {
                others = others.with(entry.getKey());
            }
        }
        return dots.minus(others);
    }
}
