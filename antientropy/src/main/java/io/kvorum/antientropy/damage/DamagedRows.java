package io.kvorum.antientropy.damage;

import io.kvorum.antientropy.tree.TreeExchange;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Rows;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.coordinate.EveryReplica;
import io.kvorum.replication.coordinate.Pending;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.PeerMessage.ReadRow;
import io.kvorum.replication.message.PeerMessage.RowAnswer;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.request.ClientReply.DamagedRow;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Replaces damaged rows. All other replicas of the key are asked for theirs, and all must answer: this replica's clock covers what the
 * damaged row held, so whatever is not in the row that takes its place counts as removed, and one replica may have what another
 * one lacks. A write that none of them knows, for it had reached this replica only, is waited for until no message of it can be taken
 * for new any more; only then is it lost.
 *
 * <p>If all others say that theirs is damaged, too, nothing takes its place, unless an operator has given it up: then it is removed here,
 * and the others replace theirs by what is here.
 */
public final class DamagedRows {
    /** Rows that are asked for at a time. */
    private static final int MAX_ASKED = 64;
    /** Of those that wait, to find the next ones to ask for. */
    private static final int MAX_LOOKED_AT = 256;

    private final ShardState shard;
    private final Pending pending;
    private final TreeExchange trees;
    private final NavigableMap<Place, Waiting> known = new TreeMap<>();
    private Place cursor = new Place(-1, new RowKey(0, Bytes.EMPTY));
    private final Queue<Search> searches = new ArrayDeque<>();
    private int asked;
    private boolean isAsking;

    public DamagedRows(ShardState shard, Pending pending, TreeExchange trees) {
        this.shard = shard;
        this.pending = pending;
        this.trees = trees;
    }

    private record Place(int partition, RowKey key) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return partition != other.partition
                    ? Integer.compare(partition, other.partition)
                    : key.compareTo(other.key);
        }
    }

    /** A damaged row. */
    private static final class Waiting {
        /** Others are being asked, or their answers looked at. */
        private boolean isAsked;
        /** Not asked for again before. */
        private long nextNanos;
        /** Up to this time write ids of the row may be forgotten by all replicas. */
        private long forgottenMillis;
        /** An operator has given up what nobody has any more. */
        private boolean isGivenUp;
    }

    /** What the others have of a damaged row, while it is looked up what they lack. */
    private record Search(
            Place place,
            Waiting waiting,
            List<Integer> others,
            FilledRow merged,
            List<LogEntry> entries,
            WritesKnownHere alone) {}

    /** Asks for rows that were found to be damaged. */
    public void onTick() {
        int damaged = 0;
        for (PartitionReplica replica : shard.replicas()) {
            damaged += replica.damaged().size();
            for (RowKey key : replica.damaged().keys()) {
                note(new Place(replica.partition(), key));
            }
        }
        forgetMended();
        shard.meter().damagedRows(damaged);
        searchMore();
    }

    private void note(Place place) {
        if (!known.containsKey(place)) {
            known.put(place, new Waiting());
            shard.meter().rowDamaged(place.partition, place.key);
        }
    }

    /** Those that were replaced, and those that were read whole since. */
    private void forgetMended() {
        List<Place> mended =
                known.keySet().stream().filter(place -> !isDamaged(place)).toList();
        for (Place place : mended) {
            known.remove(place);
            shard.replica(place.partition).ifPresent(replica -> readWhole(replica, place.key));
        }
    }

    private void readWhole(PartitionReplica replica, RowKey key) {
        // Unless its bucket was dropped.
        if (replica.readable(key).filter(row -> !row.isEmpty()).isPresent()) {
            shard.meter().rowReadWhole(replica.partition(), key);
        }
        compareIfWhole(replica);
    }

    private void compareIfWhole(PartitionReplica replica) {
        if (replica.damaged().isEmpty()) {
            trees.compareSoon(replica.partition());
        }
    }

    private boolean isDamaged(Place place) {
        return shard.replica(place.partition)
                .filter(replica -> replica.damaged().contains(place.key))
                .isPresent();
    }

    /** Goes round, as far as there is room; whoever was asked for without success has to wait. */
    private void askMore() {
        if (isAsking) {
            // Where there is nobody else to ask the answer comes at once.
            return;
        }
        isAsking = true;
        for (int i = 0; i < MAX_LOOKED_AT && asked < MAX_ASKED && !known.isEmpty() && !pending.isFull(); i++) {
            Map.Entry<Place, Waiting> next =
                    Optional.ofNullable(known.higherEntry(cursor)).orElseGet(known::firstEntry);
            cursor = next.getKey();
            boolean due = shard.now().nanos() >= next.getValue().nextNanos && !next.getValue().isAsked;
            if (due && isStillDamaged(cursor)) {
                askOthers(cursor, next.getValue());
            }
        }
        isAsking = false;
    }

    /** Reads it once more: what is whole now was damaged on its way only. */
    private boolean isStillDamaged(Place place) {
        return isDamaged(place)
                && shard.replica(place.partition)
                        .orElseThrow()
                        .readable(place.key)
                        .isEmpty();
    }

    private void askOthers(Place place, Waiting waiting) {
        waiting.nextNanos =
                shard.now().nanos() + shard.limits().exchangeInterval().toNanos();
        List<Integer> others = othersOf(place.partition);
        if (others.stream().allMatch(shard::isUp)) {
            ask(place, waiting, others);
        }
    }

    private List<Integer> othersOf(int partition) {
        return shard.topology().replicasOf(partition).stream()
                .filter(node -> node != shard.node())
                .toList();
    }

    private void ask(Place place, Waiting waiting, List<Integer> others) {
        waiting.isAsked = true;
        asked++;
        EveryReplica.ask(
                shard,
                pending,
                others,
                RowAnswer.class,
                number -> new ReadRow(
                        number, place.partition, place.key, Optional.empty(), Optional.of(waiting.forgottenMillis)),
                shard.now().nanos() + shard.limits().exchangeTimeout().toNanos(),
                answers -> {
                    answered(place, waiting, others, answers).ifPresentOrElse(searches::add, () -> ended(waiting));
                    searchMore();
                });
    }

    private void ended(Waiting waiting) {
        waiting.isAsked = false;
        asked--;
    }

    /** Empty if the row is not to be replaced now. */
    private Optional<Search> answered(
            Place place, Waiting waiting, List<Integer> others, SortedMap<Integer, RowAnswer> answers) {
        boolean complete = answers.keySet().containsAll(others) && isOwnedWith(place, others);
        // Who has a damaged row itself answers that it knows nothing.
        boolean known =
                answers.values().stream().anyMatch(answer -> answer.row().isPresent());
        if (!complete || !isStillDamaged(place)) {
            return Optional.empty();
        }
        shard.replica(place.partition).orElseThrow().damaged().everywhere(place.key, !known);
        if (!known && !waiting.isGivenUp) {
            return Optional.empty();
        }
        FilledRow merged = FilledRow.EMPTY;
        Set<LogEntry> entries = new LinkedHashSet<>();
        boolean one = shard.makes(PlantedBug.DAMAGED_ROW_REPLACED_FROM_ONE);
        for (RowAnswer answer : one ? answers.headMap(answers.firstKey() + 1).values() : answers.values()) {
            merged = Rows.merge(merged, answer.row().orElse(FilledRow.EMPTY));
            entries.addAll(answer.entries());
        }
        List<DotSet> clocks = answers.values().stream()
                .filter(answer -> answer.row().isPresent())
                .map(RowAnswer::clock)
                .toList();
        WritesKnownHere alone = new WritesKnownHere(
                shard.replica(place.partition).orElseThrow(),
                place.key,
                merged,
                one ? List.of(shard.replica(place.partition).orElseThrow().clock()) : clocks);
        return Optional.of(new Search(place, waiting, others, merged, List.copyOf(entries), alone));
    }

    private boolean isOwnedWith(Place place, List<Integer> others) {
        return shard.replica(place.partition).isPresent() && others.equals(othersOf(place.partition));
    }

    /** Goes on with those that have been answered, a bounded number of log entries in one step. */
    private void searchMore() {
        int left = shard.limits().exchangePageDots();
        while (left > 0 && !searches.isEmpty()) {
            Search search = searches.element();
            left -= 1 + search.alone.step(left);
            if (search.alone.isDone()) {
                searches.remove();
                ended(search.waiting);
                if (isOwnedWith(search.place, search.others) && isStillDamaged(search.place)) {
                    replace(search);
                }
            }
        }
        askMore();
    }

    private void replace(Search search) {
        List<LogEntry> alone = search.alone.found();
        Waiting waiting = search.waiting;
        long last = alone.stream()
                .mapToLong(entry -> entry.writeId().issuedAtMillis())
                .max()
                .orElse(0);
        if (last > waiting.forgottenMillis && !shard.makes(PlantedBug.DAMAGED_ROW_REPLACED_AT_ONCE)) {
            // All are asked again when its ids may be forgotten.
            waiting.forgottenMillis = isOutsideWindow(last) ? last : waiting.forgottenMillis;
            return;
        }
        RowKey key = search.place.key;
        PartitionReplica replica = shard.replica(search.place.partition).orElseThrow();
        replica.replace(key, search.merged, search.entries, alone);
        // Those who follow the changes may have been shown what was lost.
        trees.tell(replica, key);
        List<WriteId> givenUp = alone.stream().map(LogEntry::writeId).toList();
        shard.meter().rowReplaced(replica.partition(), key, givenUp);
        known.remove(search.place);
        compareIfWhole(replica);
    }

    /** The first ones, in the order of partitions and keys. */
    List<DamagedRow> list(int limit) {
        List<DamagedRow> rows = new ArrayList<>();
        for (PartitionReplica replica : shard.replicas()) {
            for (RowKey key : replica.damaged().keys()) {
                if (rows.size() >= limit) {
                    return rows;
                }
                rows.add(shown(replica, key));
            }
        }
        return rows;
    }

    /**
     * If nobody has the row any more, nothing takes its place.
     *
     * @return the row; empty if it is not damaged
     */
    Optional<DamagedRow> giveUp(PartitionReplica replica, RowKey key) {
        if (replica.readable(key).isPresent()) {
            return Optional.empty();
        }
        Place place = new Place(replica.partition(), key);
        note(place);
        Optional.ofNullable(known.get(place)).ifPresent(waiting -> waiting.isGivenUp = true);
        return Optional.of(shown(replica, key));
    }

    private DamagedRow shown(PartitionReplica replica, RowKey key) {
        boolean givenUp = Optional.ofNullable(known.get(new Place(replica.partition(), key)))
                .filter(waiting -> waiting.isGivenUp)
                .isPresent();
        return new DamagedRow(
                replica.partition(),
                key.bucket(),
                key.key(),
                key.sub(),
                replica.damaged().isEverywhere(key),
                givenUp);
    }

    private boolean isOutsideWindow(long issuedMillis) {
        return shard.now().wallMillis() > issuedMillis + shard.limits().forgettableAfterMillis();
    }
}
