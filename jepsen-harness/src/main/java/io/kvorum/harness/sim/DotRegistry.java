package io.kvorum.harness.sim;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.message.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which write each dot names: of all dots that were durable or left a node. A dot that names two writes is a violation. */
final class DotRegistry {
    private record Named(RowKey key, WriteId id) {}

    private final SimWorld world;
    private final SortedMap<Integer, SortedMap<Dot, Named>> names = new TreeMap<>();
    private final SortedMap<Integer, DotSet> highest = new TreeMap<>();
    private final Map<RowKey, DotSet> dotsOfKey = new TreeMap<>();
    private final Map<WriteId, List<Dot>> dotsOfId = new TreeMap<>();

    DotRegistry(SimWorld world) {
        this.world = world;
    }

    void saw(int partition, RowKey key, Dot dot, WriteId id) {
        SortedMap<Dot, Named> known = names.computeIfAbsent(partition, p -> new TreeMap<>());
        @Nullable Named before = known.get(dot);
        if (before == null) {
            known.put(dot, new Named(key, id));
            highest.merge(partition, DotSet.of(dot), DotSet::join);
            dotsOfKey.merge(key, DotSet.of(dot), DotSet::join);
            dotsOfId.computeIfAbsent(id, i -> new ArrayList<>()).add(dot);
        } else if (!before.id().equals(id) || !before.key().equals(key)) {
            world.violate(
                    Violation.Kind.DOT_REUSED,
                    Fingerprints.name(key),
                    dot + " of partition " + partition + " names " + before.id() + " of "
                            + Fingerprints.name(before.key()) + " and " + id + " of " + Fingerprints.name(key));
        }
    }

    /** The highest counter of the actor in the partition that was durable or left its node; 0 if none. */
    long highest(int partition, Actor actor) {
        return highest.getOrDefault(partition, DotSet.EMPTY).highest(actor);
    }

    DotSet dotsOf(RowKey key) {
        return dotsOfKey.getOrDefault(key, DotSet.EMPTY);
    }

    List<Dot> dotsOf(WriteId id) {
        return dotsOfId.getOrDefault(id, List.of());
    }
}
