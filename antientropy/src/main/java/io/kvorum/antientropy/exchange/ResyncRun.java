package io.kvorum.antientropy.exchange;

import io.kvorum.antientropy.tree.TreeDescent;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.PeerMessage.PageAnswer;
import io.kvorum.replication.message.PeerMessage.PageRequest;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.topology.KeyHash;
import io.kvorum.replication.tree.HashRange;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** One partition's {@link FullExchange} with one peer: what differs, and how far the pages have come. */
final class ResyncRun {
    /** Beyond so many differing keys all rows are taken. */
    private static final int MAX_DIFFERENCES = 65_536;
    /** Ranges of one request. */
    private static final int MAX_RANGES = 256;

    final int node;
    final Actor ownActor;
    /** Of the peer, whom the clock is from: under another one it may know less. */
    final Actor actor;
    /** From before the first question. */
    final DotSet clock;

    long round;
    long askedNanos;
    /** The other side has withheld rows. */
    boolean isIncomplete;
    /** The last request for a page. */
    PageRequest asked;

    private final TreeDescent descent;
    private final NavigableSet<Long> hashes = new TreeSet<>(Long::compareUnsigned);
    private final Actor self;
    private final boolean byKey;
    private boolean compares = true;
    private boolean all;
    private List<HashRange> ranges = List.of();
    private int firstRange;
    private Bytes from = Bytes.EMPTY;

    ResyncRun(ShardState shard, int node, Actor actor, DotSet clock) {
        this.node = node;
        this.actor = actor;
        this.clock = clock;
        this.self = shard.actor();
        this.ownActor = self;
        this.byKey = shard.makes(PlantedBug.ELEMENT_RESYNCED_BY_ITS_KEY);
        this.descent = new TreeDescent(shard, this::differs);
        this.asked = new PageRequest(0, 0, self, Bytes.EMPTY, Bytes.EMPTY, List.of());
    }

    /** Are trees still being compared? */
    boolean compares() {
        return compares;
    }

    TreeDescent descent() {
        return descent;
    }

    private void differs(RowKey key) {
        hashes.add(KeyHash.of(byKey ? key.key() : key.name()));
        if (hashes.size() > MAX_DIFFERENCES) {
            takeAll();
        }
    }

    /** What differs is not looked for: all rows come. */
    void takeAll() {
        all = true;
        descent.stop();
    }

    /** The comparison has ended, now or earlier. */
    void compared() {
        if (compares) {
            compares = false;
            ranges = new ArrayList<>();
            if (all) {
                ranges.add(HashRange.ALL);
            } else {
                hashes.forEach(hash -> ranges.add(new HashRange(hash, HashRange.MAX_DEPTH)));
            }
        }
    }

    /** The next page: of the next ranges, and of what lies between them and those that follow. */
    PageRequest pageRequest(int partition) {
        int end = Math.min(ranges.size(), firstRange + MAX_RANGES);
        Bytes until = end == ranges.size()
                ? Bytes.EMPTY
                : Bytes.of(Keys.rows(partition, ranges.get(end).start()));
        return new PageRequest(partition, round, self, from, until, List.copyOf(ranges.subList(firstRange, end)));
    }

    /** Takes note of a page. @return whether it was the last one */
    boolean answered(PageAnswer answer) {
        from = answer.next();
        if (!answer.next().isEmpty()) {
            return false;
        }
        firstRange += asked.ranges().size();
        from = asked.until();
        return asked.until().isEmpty();
    }
}
