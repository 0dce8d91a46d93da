package io.kvorum.harness.sim;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.node.peer.OwnStarts;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.storage.CorruptStorageException;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A node's disk: sorted tables behind a write-ahead log. What one step writes is one batch; batches become durable by fsync,
 * in order. A crash keeps the durable ones and any number of the next, whole. Values can be damaged; a damaged value is
 * never returned. The identity (who is the actor, which place is it bound to) lives beside the tables.
 */
final class SimDisk implements Storage {
    /** One write with what stood there before. */
    record Write(Table table, byte[] key, byte @Nullable [] value, byte @Nullable [] before) {}

    /** The writes of one step. */
    record Batch(long sequence, List<Write> writes) {}

    /** A copy of the durable state, as a backup takes it. */
    record Snapshot(Map<Table, TreeMap<byte[], byte[]>> tables, Identity identity) {
        Snapshot asIfStopped() {
            return new Snapshot(tables, identity.stopped());
        }
    }

    /**
     * What the directory says of itself.
     *
     * @param sequence of the last durable write
     * @param clean the last process on it had stopped in order
     */
    record Identity(
            Actor actor, Actor acceptor, long place, long doubt, long sequence, OwnStarts starts, boolean clean) {
        Identity at(long otherPlace) {
            return new Identity(actor, acceptor, otherPlace, doubt, sequence, starts, clean);
        }

        Identity stopped() {
            return new Identity(actor, acceptor, place, doubt, sequence, starts, true);
        }
    }

    /** Who starts on it. */
    record Opener(long place, long run, Supplier<Actor> newActor) {}

    private final EnumMap<Table, TreeMap<byte[], byte[]>> tables = new EnumMap<>(Table.class);
    private final EnumMap<Table, TreeMap<byte[], Long>> unsynced = new EnumMap<>(Table.class);
    private final EnumMap<Table, TreeMap<byte[], Boolean>> damaged = new EnumMap<>(Table.class);
    private final Deque<Batch> log = new ArrayDeque<>();
    private List<Write> open = new ArrayList<>();
    private long lastSequence;
    private long syncedSequence;
    private boolean anyDamage;
    private Actor actor;
    /** The incarnation that votes: another one only where what was voted is lost, or may be. */
    private Actor acceptor;

    private long place;
    private boolean marked;
    /** The last process on it stopped in order, with everything durable; or there was none since its actor was taken. */
    private boolean clean = true;

    /** Since when the directory counts its writes, and from what on: an old copy goes on from its own. */
    private long countedSince;

    private long countedFrom;
    private OwnStarts starts = OwnStarts.NONE;
    /** That the directory was moved or copied, see ShardConfig; 0 for none. */
    private long doubt;

    private long doubts;

    SimDisk(Actor actor, long place) {
        for (Table table : Table.values()) {
            tables.put(table, new TreeMap<>(Arrays::compareUnsigned));
            unsynced.put(table, new TreeMap<>(Arrays::compareUnsigned));
            damaged.put(table, new TreeMap<>(Arrays::compareUnsigned));
        }
        this.actor = actor;
        this.acceptor = actor;
        this.place = place;
    }

    // What the core sees.

    @Override
    public Optional<byte[]> get(Table table, byte[] key) {
        if (anyDamage) {
            checkDamage(table, key);
        }
        return Optional.ofNullable(table(table).get(key));
    }

    @Override
    public void put(Table table, byte[] key, byte[] value) {
        write(table, key, value);
    }

    @Override
    public void delete(Table table, byte[] key) {
        write(table, key, null);
    }

    @Override
    public void scan(Table table, byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
        if (Arrays.compareUnsigned(fromInclusive, toExclusive) >= 0) {
            return;
        }
        for (Map.Entry<byte[], byte[]> entry :
                table(table).subMap(fromInclusive, true, toExclusive, false).entrySet()) {
            if (anyDamage) {
                checkDamage(table, entry.getKey());
            }
            if (!visitor.visit(entry.getKey(), entry.getValue())) {
                return;
            }
        }
    }

    @Override
    public boolean isUnsynced(Table table, byte[] key) {
        return unsyncedKeys(table).containsKey(key);
    }

    // What the world does to it.

    /** Ends the step: what it wrote is one batch. Returns it, or a batch without writes. */
    Batch endStep() {
        if (open.isEmpty()) {
            return new Batch(lastSequence, List.of());
        }
        Batch batch = new Batch(++lastSequence, open);
        open = new ArrayList<>();
        log.addLast(batch);
        return batch;
    }

    /** What the failed step wrote never happened. */
    void abandonStep() {
        undo(open);
        open = new ArrayList<>();
    }

    long lastSequence() {
        return lastSequence;
    }

    long syncedSequence() {
        return syncedSequence;
    }

    /** Everything up to this batch is durable now. */
    void synced(long sequence, Consumer<Batch> durable) {
        syncedSequence = Math.max(syncedSequence, sequence);
        while (!log.isEmpty() && log.peekFirst().sequence() <= syncedSequence) {
            Batch batch = log.removeFirst();
            for (Write write : batch.writes()) {
                unsyncedKeys(write.table()).remove(write.key(), batch.sequence());
            }
            durable.accept(batch);
        }
    }

    /** As the directory counts. */
    long durableSequence() {
        return countedFrom + syncedSequence - countedSince;
    }

    long openedAfter(long run) {
        return starts.openedAfter(run);
    }

    long doubt() {
        return doubt;
    }

    int unsyncedBatches() {
        return log.size();
    }

    /** Loses the batches after the first {@code surviving} unsynced ones; the survivors are durable then. */
    List<Batch> crash(int surviving, Consumer<Batch> durable) {
        abandonStep();
        List<Batch> lost = new ArrayList<>();
        while (log.size() > surviving) {
            Batch batch = log.removeLast();
            undo(batch.writes());
            lost.add(batch);
        }
        for (TreeMap<byte[], Long> keys : unsynced.values()) {
            keys.clear();
        }
        Iterator<Batch> kept = log.iterator();
        while (kept.hasNext()) {
            durable.accept(kept.next());
        }
        log.clear();
        syncedSequence = lastSequence;
        return lost;
    }

    /** A new, empty directory. */
    void wipe(Actor newActor, long newPlace) {
        tables.values().forEach(TreeMap::clear);
        unsynced.values().forEach(TreeMap::clear);
        repair();
        log.clear();
        open = new ArrayList<>();
        syncedSequence = lastSequence;
        actor = newActor;
        acceptor = newActor;
        place = newPlace;
        marked = false;
        clean = true;
        doubt = 0;
        countedSince = syncedSequence;
        countedFrom = 0;
        starts = OwnStarts.NONE;
    }

    /** A backup of what is durable. */
    Snapshot snapshot() {
        EnumMap<Table, TreeMap<byte[], byte[]>> copy = new EnumMap<>(Table.class);
        tables.forEach((table, rows) -> copy.put(table, new TreeMap<>(rows)));
        Iterator<Batch> newestFirst = log.descendingIterator();
        while (newestFirst.hasNext()) {
            List<Write> writes = newestFirst.next().writes();
            for (int i = writes.size() - 1; i >= 0; i--) {
                restoreBefore(copy, writes.get(i));
            }
        }
        return new Snapshot(copy, new Identity(actor, acceptor, place, doubt, durableSequence(), starts, clean));
    }

    /** Puts an old copy in place. */
    void restore(Snapshot snapshot, boolean mark) {
        Identity identity = snapshot.identity();
        wipe(identity.actor(), identity.place());
        snapshot.tables().forEach((table, rows) -> table(table).putAll(rows));
        acceptor = identity.acceptor();
        doubt = identity.doubt();
        countedFrom = identity.sequence();
        starts = identity.starts();
        clean = identity.clean();
        marked = mark;
    }

    /** A disk with this content, to look at. */
    static SimDisk of(Snapshot snapshot) {
        SimDisk disk =
                new SimDisk(snapshot.identity().actor(), snapshot.identity().place());
        disk.restore(snapshot, false);
        return disk;
    }

    /** Damages the stored value; false if there is none at or after this key. */
    boolean damage(Table table, byte[] key) {
        byte @Nullable [] found = table(table).ceilingKey(key);
        if (found == null) {
            return false;
        }
        damagedKeys(table).put(found, true);
        anyDamage = true;
        return true;
    }

    /** The stored value vanishes, and nothing tells; a durable one. */
    void loseSilently(Table table, byte[] key) {
        table(table).remove(key);
    }

    /** The operator mends the medium: all values are whole again. */
    void repair() {
        damaged.values().forEach(TreeMap::clear);
        anyDamage = false;
    }

    boolean isDamaged() {
        return anyDamage;
    }

    Actor actor() {
        return actor;
    }

    Actor acceptor() {
        return acceptor;
    }

    /** The node has recognised that this is an old copy. */
    void isOldCopy(Actor newActor, long newPlace) {
        identify(newActor, newPlace);
        acceptor = newActor;
        doubt = 0;
    }

    long place() {
        return place;
    }

    boolean isMarked() {
        return marked;
    }

    /** A process starts on it: an old copy, and what a crash left, go on as a new actor. */
    void takenBy(Opener process, WorldConfig config) {
        starts = starts.with(new OwnStarts.Start(process.run(), durableSequence()));
        boolean restored = marked;
        boolean copied = marked || place != process.place();
        boolean stays = copied
                ? config.makes(PlantedBug.OLD_COPY_KEEPS_ACTOR)
                : clean || config.makes(PlantedBug.UNCLEAN_START_KEEPS_ACTOR);
        identify(stays ? actor : process.newActor().get(), process.place());
        if (restored && !stays) {
            acceptor = actor;
            doubt = 0;
        } else if (copied && !stays) {
            doubt = ++doubts;
        }
        clean = false;
    }

    /** The process on it has stopped in order, with everything durable. */
    void endedInOrder() {
        clean = true;
    }

    /** Writes the identity anew, durably. */
    void identify(Actor newActor, long newPlace) {
        actor = newActor;
        place = newPlace;
        marked = false;
    }

    TreeMap<byte[], byte[]> table(Table table) {
        return java.util.Objects.requireNonNull(tables.get(table));
    }

    private TreeMap<byte[], Long> unsyncedKeys(Table table) {
        return java.util.Objects.requireNonNull(unsynced.get(table));
    }

    private TreeMap<byte[], Boolean> damagedKeys(Table table) {
        return java.util.Objects.requireNonNull(damaged.get(table));
    }

    private void checkDamage(Table table, byte[] key) {
        if (damagedKeys(table).containsKey(key)) {
            throw new CorruptStorageException("checksum of a value in " + table + " is wrong");
        }
    }

    private void write(Table table, byte[] key, byte @Nullable [] value) {
        TreeMap<byte[], byte[]> rows = table(table);
        byte[] before = value == null ? rows.remove(key) : rows.put(key, value);
        if (value == null && before == null) {
            return;
        }
        open.add(new Write(table, key, value, before));
        unsyncedKeys(table).put(key, lastSequence + 1);
        if (anyDamage) {
            damagedKeys(table).remove(key);
        }
    }

    private void undo(List<Write> writes) {
        for (int i = writes.size() - 1; i >= 0; i--) {
            restoreBefore(tables, writes.get(i));
        }
    }

    private static void restoreBefore(Map<Table, TreeMap<byte[], byte[]>> tables, Write write) {
        TreeMap<byte[], byte[]> rows = java.util.Objects.requireNonNull(tables.get(write.table()));
        byte @Nullable [] before = write.before();
        if (before == null) {
            rows.remove(write.key());
        } else {
            rows.put(write.key(), before);
        }
    }
}
