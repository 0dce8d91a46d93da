package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.Increments;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.Expiry;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.Violation;
import io.kvorum.harness.checker.Write;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.RowKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The true history of what expires: when each write does, and what nodes have removed since it had. A ttl counts from the issue
 * time of the write and is that of the request, or one that the bucket has had; and nothing is removed that the clock of any node
 * would still show.
 */
final class Expiries {
    private static final long MILLI = 1_000_000;

    private final SimWorld world;
    private final SortedMap<WriteId, Long> earliest = new TreeMap<>();
    private final Map<Integer, SortedMap<Dot, Long>> byDot = new TreeMap<>();
    private final SortedSet<WriteId> removals = new TreeSet<>();
    private final List<Write> removed = new ArrayList<>();
    private final NavigableSet<Long> ttlsOfBucket = new TreeSet<>();

    Expiries(SimWorld world) {
        this.world = world;
        ttlsOfBucket.add(0L);
    }

    /** Sooner or later the bucket may have this ttl; 0: none. */
    void bucketMayHave(long ttlMillis) {
        ttlsOfBucket.add(ttlMillis);
    }

    /** Some node knows this mutation. @param write what its client knows of it; empty if no client has asked */
    void saw(int partition, RowKey key, Dot dot, WriteId id, long expiresAtMillis, Optional<WriteState> write) {
        @org.jspecify.annotations.Nullable
        Long before = byDot.computeIfAbsent(partition, p -> new TreeMap<>()).putIfAbsent(dot, expiresAtMillis);
        if (before != null) {
            if (before != expiresAtMillis) {
                world.violate(
                        Violation.Kind.BROKEN_STATE,
                        Fingerprints.name(key),
                        id + " as " + dot + " expires at " + before + " and at " + expiresAtMillis);
            }
            return;
        }
        if (expiresAtMillis != Expiry.NEVER) {
            earliest.merge(id, expiresAtMillis, Math::min);
        }
        write.filter(asked -> asked.value.isPresent()).ifPresent(asked -> checkTtl(asked, dot, expiresAtMillis));
    }

    private void checkTtl(WriteState write, Dot dot, long expiresAtMillis) {
        long ttl = expiresAtMillis == Expiry.NEVER ? 0 : expiresAtMillis - write.id.issuedAtMillis();
        boolean asAsked = write.ttlMillis.map(asked -> asked == ttl).orElseGet(() -> ttlsOfBucket.contains(ttl));
        if (!asAsked) {
            long least = write.ttlMillis.orElseGet(ttlsOfBucket::first);
            world.violate(
                    ttl < least ? Violation.Kind.EXPIRED_EARLY : Violation.Kind.OUTLIVED,
                    Fingerprints.name(write.key),
                    write.id + " as " + dot + " expires " + ttl + " ms after its issue time; asked for was "
                            + write.ttlMillis.map(Object::toString).orElse("one of " + ttlsOfBucket));
        }
    }

    /** A node has made a mutation of its own; of interest if it removes something. */
    void madeByNode(SimNode node, LogEntry entry) {
        boolean removesNothing =
                entry.removedIds().isEmpty() || Increments.isFold(entry.key().sub());
        if (removesNothing || !removals.add(entry.writeId())) {
            return;
        }
        String name = Fingerprints.name(entry.key());
        for (WriteId id : entry.removedIds()) {
            @org.jspecify.annotations.Nullable Long expiresAt = earliest.get(id);
            String what = "node " + node.number() + " removes " + id;
            if (expiresAt == null) {
                world.violate(Violation.Kind.EXPIRED_EARLY, name, what + ", which does not expire");
                continue;
            }
            for (SimNode other : world.nodes()) {
                long shows = other.clock().wallMillis();
                if (shows < expiresAt) {
                    world.violate(
                            Violation.Kind.EXPIRED_EARLY,
                            name,
                            what + ", which expires at " + expiresAt + "; the clock of node " + other.number()
                                    + " shows " + shows);
                }
            }
        }
        removed.add(new Write(
                entry.writeId(),
                name,
                Optional.empty(),
                new TreeSet<>(entry.removedIds()),
                DotSet.EMPTY,
                Write.Result.UNKNOWN,
                Optional.empty(),
                0,
                Long.MAX_VALUE,
                false,
                world.now(),
                Long.MAX_VALUE));
    }

    /** The removals that nodes have made, as writes that nobody was told of. */
    List<Write> removals() {
        return removed;
    }

    boolean expires(WriteId id) {
        return earliest.containsKey(id);
    }

    /** In the world's time; {@code Long.MAX_VALUE} if it does not expire. */
    long expiresNanos(WriteId id) {
        return Optional.ofNullable(earliest.get(id))
                .map(millis -> (millis - SimClock.EPOCH_MILLIS) * MILLI)
                .orElse(Long.MAX_VALUE);
    }
}
