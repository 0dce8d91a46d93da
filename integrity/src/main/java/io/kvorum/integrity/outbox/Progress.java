package io.kvorum.integrity.outbox;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which changes of each partition are done: they end in any order, and are acknowledged in the order in which they came. Not thread-safe.
 */
final class Progress {
    private final Map<Integer, TreeMap<Long, State>> partitions = new HashMap<>();

    private record State(TagFeed.Change change, boolean done) {}

    void began(TagFeed.Change change) {
        partitions
                .computeIfAbsent(change.partition(), partition -> new TreeMap<>())
                .put(change.number(), new State(change, false));
    }

    /** @return up to where all are done now, if that is further than before */
    Optional<TagFeed.Change> done(TagFeed.Change change) {
        TreeMap<Long, State> states = partitions.computeIfAbsent(change.partition(), partition -> new TreeMap<>());
        states.put(change.number(), new State(change, true));
        Optional<TagFeed.Change> last = Optional.empty();
        while (!states.isEmpty() && states.firstEntry().getValue().done()) {
            last = Optional.of(states.pollFirstEntry().getValue().change());
        }
        return last;
    }
}
