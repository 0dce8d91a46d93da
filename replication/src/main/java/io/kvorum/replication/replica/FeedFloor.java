package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the log of one partition replica cannot tell any more, by bucket: per actor the highest dot whose entry was forgotten,
 * or that came into the clock without an entry (then it may have been of any bucket). A consumer of changes that has not been
 * shown everything up to there may have missed something.
 *
 * <p>Only the highest: with all forgotten dots it would have as many holes as the log has entries that had to be kept.
 */
public final class FeedFloor {
    /** Stands for all buckets; no bucket has this id. */
    private static final int ANY = 0;

    private final Storage storage;
    private final int partition;
    private final Map<Integer, DotSet> floors = new TreeMap<>();

    FeedFloor(int partition, Storage storage) {
        this.partition = partition;
        this.storage = storage;
        storage.scan(Table.STATE, Keys.feedFloorStart(partition), Keys.feedFloorEnd(partition), (key, value) -> {
            floors.put(Keys.feedFloorBucket(key), DotSet.readFrom(new ByteReader(value)));
            return true;
        });
    }

    /** The highest dot of the actor that a consumer of the bucket must have been shown; 0 if there is none. */
    public long of(int bucket, Actor actor) {
        return Math.max(
                floors.getOrDefault(ANY, DotSet.EMPTY).highest(actor),
                floors.getOrDefault(bucket, DotSet.EMPTY).highest(actor));
    }

    void forgotten(List<LogEntry> entries) {
        Map<Integer, DotSet> raised = new TreeMap<>();
        for (LogEntry entry : entries) {
            Dot dot = entry.dot();
            raised.merge(entry.key().bucket(), DotSet.upTo(dot.actor(), dot.counter()), DotSet::join);
        }
        raised.forEach(this::raise);
    }

    /** These dots entered the clock, and the log does not say what is behind them. */
    void unknown(DotSet dots) {
        if (dots.isEmpty()) {
            return;
        }
        DotSet upTo = DotSet.EMPTY;
        for (Actor actor : dots.actors()) {
            upTo = upTo.join(DotSet.upTo(actor, dots.highest(actor)));
        }
        store(ANY, floors.getOrDefault(ANY, DotSet.EMPTY).join(upTo));
    }

    /** Are there dots in the clock that a crash takes back, and of which nobody knows of which keys they are? */
    boolean isUnsynced() {
        return storage.isUnsynced(Table.STATE, Keys.feedFloor(partition, ANY));
    }

    private void raise(int bucket, DotSet upTo) {
        DotSet before = floors.getOrDefault(bucket, DotSet.EMPTY);
        DotSet after = before.join(upTo);
        if (after != before) {
            store(bucket, after);
        }
    }

    private void store(int bucket, DotSet floor) {
        floors.put(bucket, floor);
        storage.put(Table.STATE, Keys.feedFloor(partition, bucket), floor.toByteArray());
    }
}
