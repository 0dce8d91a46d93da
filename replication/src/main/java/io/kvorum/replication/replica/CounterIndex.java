package io.kvorum.replication.replica;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Increments;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Row;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.storage.CounterKeys;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sum of each counter of one partition, as this replica has its increments; of each increment what it counts for; and the sums of those that
 * are not folded, in groups by issue time, so that a fold is taken in with as much work as there are groups. All changed in the batch of
 * the row. The entries of increments are those of {@link ElementIndex}, which lists them.
 *
 * <p>What was issued up to a fold is in its sum: the row of such an increment, until it is dropped or if it comes late, counts for nothing.
 */
public final class CounterIndex {
    private final int partition;
    private final Storage storage;
    private final ShardConfig config;
    private final long intervalMillis;

    CounterIndex(int partition, Storage storage, ShardConfig config) {
        this.partition = partition;
        this.storage = storage;
        this.config = config;
        this.intervalMillis = config.limits().foldInterval().toMillis();
    }

    /** The row of an increment, or of the sum of folded ones, was written, in this step. */
    void changed(RowKey key, Row after) {
        if (Increments.isFold(key.sub())) {
            Increments.folded(after.versions()).ifPresent(fold -> folded(key, fold));
        } else {
            incremented(key, after);
        }
    }

    /** What counted before is looked up: the row before may have vanished from the disk. */
    private void incremented(RowKey key, Row after) {
        byte[] stored = Keys.element(partition, key);
        IncrementEntry before =
                storage.get(Table.STATE, stored).map(IncrementEntry::read).orElse(IncrementEntry.NONE);
        IncrementEntry now = IncrementEntry.of(after, config);
        if (after.isEmpty()) {
            storage.delete(Table.STATE, stored);
        } else {
            storage.put(Table.STATE, stored, now.toByteArray());
        }
        CounterSum sum = of(key);
        long issued = Increments.issuedAtMillis(key.sub());
        if (issued <= sum.foldedMillis() && !config.makes(PlantedBug.FOLDED_INCREMENT_COUNTS_AGAIN)) {
            if (issued <= sum.droppedMillis() && !after.isEmpty()) {
                // It came late, and is to be dropped in its turn.
                store(key, sum.droppedUpTo(issued - 1));
            }
            return;
        }
        byte[] group = CounterKeys.boundary(partition, key, boundary(issued));
        store(group, group(group).with(now).without(before));
        BigInteger change = BigInteger.valueOf(now.counts() - before.counts());
        if (change.signum() != 0) {
            store(key, sum.plus(change));
        }
    }

    /** The lowest boundary that is not before this time. */
    private long boundary(long millis) {
        return Math.ceilDiv(millis, intervalMillis) * intervalMillis;
    }

    /** The sum of older increments takes their place, whichever of them this replica has. */
    private void folded(RowKey key, Operand.Fold fold) {
        CounterSum sum = of(key);
        if (fold.upToMillis() <= sum.foldedMillis()) {
            return;
        }
        List<byte[]> gone = new ArrayList<>();
        BigInteger[] here = {sum.foldedSum()};
        groups(key, (stored, group) -> {
            if (CounterKeys.boundaryMillis(stored) > fold.upToMillis()) {
                return false;
            }
            gone.add(stored);
            here[0] = here[0].add(group.sum());
            return true;
        });
        gone.forEach(group -> storage.delete(Table.STATE, group));
        BigInteger total = sum.total().subtract(here[0]).add(fold.sum());
        store(key, new CounterSum(total, fold.upToMillis(), fold.sum(), sum.droppedMillis()));
    }

    private interface Groups {
        /** @return whether to go on */
        boolean visit(byte[] stored, IncrementGroup group);
    }

    private void groups(RowKey counter, Groups groups) {
        storage.scan(
                Table.STATE,
                CounterKeys.boundaries(partition, counter),
                CounterKeys.boundariesEnd(partition, counter),
                (key, value) -> groups.visit(key, IncrementGroup.read(value)));
    }

    private IncrementGroup group(byte[] stored) {
        return storage.get(Table.STATE, stored).map(IncrementGroup::read).orElse(IncrementGroup.NONE);
    }

    private void store(byte[] stored, IncrementGroup group) {
        if (group.rows() == 0) {
            storage.delete(Table.STATE, stored);
        } else {
            storage.put(Table.STATE, stored, group.toByteArray());
        }
    }

    private void store(RowKey counter, CounterSum sum) {
        storage.put(Table.STATE, CounterKeys.sum(partition, counter), sum.toByteArray());
    }

    /** Of those increments of a group that count; for whoever checks what is stored. */
    public static BigInteger sumOfGroup(byte[] stored) {
        return IncrementGroup.read(stored).sum();
    }

    /** The row went without a trace, as all rows of its bucket do. */
    void purged(RowKey key) {
        storage.delete(Table.STATE, CounterKeys.sum(partition, key));
        if (CellType.isIncrement(key.sub())) {
            storage.delete(Table.STATE, Keys.element(partition, key));
            long boundary = boundary(Increments.issuedAtMillis(key.sub()));
            storage.delete(Table.STATE, CounterKeys.boundary(partition, key, boundary));
        }
    }

    /** The row of a folded increment was dropped; those before it were, too. */
    void dropped(RowKey increment) {
        storage.delete(Table.STATE, Keys.element(partition, increment));
        // Others may have been issued in the same millisecond.
        store(increment, of(increment).droppedUpTo(Increments.issuedAtMillis(increment.sub()) - 1));
    }

    /** What this replica has of a counter. */
    public CounterSum of(RowKey counter) {
        return storage.get(Table.STATE, CounterKeys.sum(partition, counter))
                .map(CounterSum::read)
                .orElse(CounterSum.NONE);
    }

    /** Was an increment of the counter, issued then, folded? */
    public boolean isFolded(RowKey increment) {
        return CellType.isIncrement(increment.sub())
                && Increments.issuedAtMillis(increment.sub()) <= of(increment).foldedMillis();
    }

    /**
     * The sum of what was issued up to a boundary, for a fold; empty if there is nothing that is not folded yet, or something that cannot be
     * read.
     *
     * @param limit of so many boundaries at most: then the fold does not go as far
     */
    public Optional<Operand.Fold> toFold(RowKey counter, long upToMillis, int limit) {
        CounterSum sum = of(counter);
        if (upToMillis <= sum.foldedMillis()) {
            return Optional.empty();
        }
        BigInteger[] folded = {sum.foldedSum()};
        int[] found = {0};
        long[] upTo = {0};
        groups(counter, (stored, group) -> {
            long boundary = CounterKeys.boundaryMillis(stored);
            if (boundary > upToMillis || group.unreadable() > 0) {
                return false;
            }
            folded[0] = folded[0].add(group.sum());
            upTo[0] = boundary;
            return ++found[0] < limit;
        });
        return found[0] > 0 ? Optional.of(new Operand.Fold(upTo[0], folded[0])) : Optional.empty();
    }

    /** The latest boundary, at or before this time, up to which there are increments that are not folded; 0 if there are none. */
    public long lastToFold(RowKey counter, long upToMillis, int limit) {
        long[] last = {0};
        int[] seen = {0};
        groups(counter, (stored, group) -> {
            long boundary = CounterKeys.boundaryMillis(stored);
            if (boundary <= upToMillis) {
                last[0] = boundary;
            }
            return boundary <= upToMillis && ++seen[0] < limit;
        });
        return last[0];
    }

    /** The sum of what is folded of a counter. */
    public Operand.Fold folded(RowKey counter) {
        CounterSum sum = of(counter);
        return new Operand.Fold(sum.foldedMillis(), sum.foldedSum());
    }

    /** The rows of folded increments of a counter that are still here, in the order of their issue, at most so many. */
    public List<RowKey> foldedRows(RowKey counter, CellType type, int limit) {
        CounterSum sum = of(counter);
        List<RowKey> rows = new ArrayList<>();
        if (limit <= 0 || sum.droppedMillis() >= sum.foldedMillis()) {
            return rows;
        }
        // Behind what was dropped: a scan goes over all that it left in the store until it is compacted.
        storage.scan(
                Table.STATE,
                Keys.element(partition, first(counter, type, sum.droppedMillis() + 1)),
                Keys.elementsEnd(partition, counter),
                (entry, value) -> {
                    Bytes sub = Keys.elementSub(counter, entry);
                    boolean folded = Increments.issuedAtMillis(sub) <= sum.foldedMillis();
                    if (folded) {
                        rows.add(new RowKey(counter.bucket(), counter.key(), sub));
                    }
                    return folded && rows.size() < limit;
                });
        return rows;
    }

    /** Before all increments that were issued at this time or later. */
    private static RowKey first(RowKey counter, CellType type, long issuedMillis) {
        Bytes issued =
                Bytes.of(new ByteWriter(Long.BYTES).writeLong(issuedMillis).toByteArray());
        return new RowKey(counter.bucket(), counter.key(), type.sub(issued));
    }

    /**
     * Counters in the order of their keys.
     *
     * @param after the one after which to go on; empty: from the first
     */
    public List<RowKey> counters(Optional<RowKey> after, int limit) {
        List<RowKey> counters = new ArrayList<>();
        byte[] from = after.map(counter -> Keys.successor(CounterKeys.sum(partition, counter)))
                .orElse(CounterKeys.sums(partition));
        storage.scan(Table.STATE, from, CounterKeys.sumsEnd(partition), (key, value) -> {
            counters.add(CounterKeys.counter(key));
            return counters.size() < limit;
        });
        return counters;
    }
}
