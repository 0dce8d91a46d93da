package io.kvorum.replication.feed;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.topology.Tags;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Finds the registers of a page in a strong bucket: those of the markers behind the dots that the consumer has not been shown, each
 * once, or those of the markers that a snapshot comes to. What the registers hold is for others to read.
 *
 * <p>A position holds at every replica: versions never go back, wherever a register is read. Only in the midst of a snapshot must
 * another replica have all markers that the first one had, or it would pass over registers.
 */
final class RegisterScan {
    private final PartitionReplica replica;
    private final int bucket;
    private final Bytes prefix;
    private final Actor self;
    private final List<Found> found = new ArrayList<>();
    private final Set<RowKey> keys = new LinkedHashSet<>();
    private boolean blocked;

    RegisterScan(PartitionReplica replica, int bucket, Bytes prefix, Actor self) {
        this.replica = replica;
        this.bucket = bucket;
        this.prefix = prefix;
        this.self = self;
    }

    /**
     * A register to be shown.
     *
     * @param inSnapshot it comes as part of one: there is nothing to show if it is empty
     * @param before the position of who was shown all that comes before, and not this one
     */
    record Found(RowKey register, boolean inSnapshot, Supplier<FeedPosition> before) {}

    /** @param position after all of them; {@code more} whether there is more at once */
    record Page(List<Found> registers, FeedPosition position, boolean more) {}

    /** Would a page of a snapshot have to know a marker that is damaged here? Then it is not to be given. */
    boolean isBlocked() {
        return blocked;
    }

    Page changes(FeedPosition from, int limit, long rotation) {
        DotSet clock = replica.clock();
        DotSet shown = new ChangedKeys(replica, from.dots()).visit(rotation, new ChangedKeys.Visitor() {
            @Override
            public boolean visit(RowKey key, ChangedKeys.Place place) {
                // What is shown is not the marker: it may be damaged.
                if (isWanted(key) && keys.add(key)) {
                    found.add(new Found(key, false, () -> at(place.before(), from.cursor())));
                }
                return true;
            }

            @Override
            public boolean isFull() {
                return found.size() >= limit;
            }
        });
        return new Page(found, at(shown, from.cursor()), !shown.containsAll(clock));
    }

    /** As {@link FeedScan#changesAndSnapshot}. */
    Page changesAndSnapshot(FeedPosition from, int limit, long rotation) {
        FeedPosition after = changes(from, Math.max(1, limit / 2), rotation).position();
        Bytes[] last = {from.cursor()};
        boolean[] stopped = {false};
        int[] left = {ChangedKeys.MAX_LOOKED_AT};
        byte[] start = Keys.successor(from.cursor().array());
        replica.scanRows(start, (stored, row) -> {
            RowKey key = Keys.rowKey(stored);
            if (isWanted(key) && !row.versions().isEmpty()) {
                Bytes before = last[0];
                found.add(new Found(key, true, () -> at(after.dots(), before)));
            }
            last[0] = Bytes.of(stored);
            stopped[0] = --left[0] == 0 || found.size() >= limit;
            return !stopped[0];
        });
        byte[] end = stopped[0] ? Keys.successor(last[0].array()) : Keys.partitionEnd(replica.partition());
        blocked = replica.damaged().isAny(key -> isWanted(key) && Keys.isBetween(replica.partition(), key, start, end));
        return new Page(found, at(after.dots(), stopped[0] ? last[0] : Bytes.EMPTY), stopped[0]);
    }

    private FeedPosition at(DotSet dots, Bytes cursor) {
        return new FeedPosition(dots, DotSet.EMPTY, self, cursor);
    }

    private boolean isWanted(RowKey key) {
        return key.bucket() == bucket && Tags.mayHave(key.key(), prefix);
    }
}
