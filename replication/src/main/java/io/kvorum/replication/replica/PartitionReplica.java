package io.kvorum.replication.replica;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.CounterRows;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Rows;
import io.kvorum.crdt.row.Version;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.message.ApplyResult;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.storage.CorruptStorageException;
import io.kvorum.replication.storage.DamagedKeys;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.StoredRows;
import io.kvorum.replication.storage.Table;
import io.kvorum.replication.tree.MerkleTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;

/**
 * One replica of one partition. All changes of its rows, clock and log pass through here, and all that belong to one
 * mutation or message are in one step, hence in one atomic batch.
 */
public final class PartitionReplica {
    private final int partition;
    private final Storage storage;
    private final ShardConfig config;
    private final RowRules rules;
    private final DotLog log;
    private final LogCount logCount;
    private final StoredRows rows;
    private final MerkleTree tree;
    private final RowSaves saves;
    private final RowIndexes indexes;
    private final FeedFloor feedFloor;
    private final Horizon horizon;
    private final CounterFolds folds;
    private final Minting minting;
    private DotSet clock;
    private long asOfMillis;

    public PartitionReplica(int partition, Storage storage, ShardConfig config) {
        this.partition = partition;
        this.storage = storage;
        this.config = config;
        this.rules = PlantedRules.of(config);
        this.clock = StoredClock.read(partition, storage);
        this.logCount = new LogCount(partition, storage, config, clock);
        this.log = new DotLog(storage, partition, logCount.entries(clock));
        this.rows = new StoredRows(partition, storage, config);
        this.tree = new MerkleTree(rows, storage, config);
        this.minting = new Minting(partition, storage, config.actor());
        this.indexes = RowIndexes.of(partition, storage, config);
        this.saves = new RowSaves(rows, tree, indexes, new UnstrippedRows(partition, storage), rules, config);
        this.feedFloor = new FeedFloor(partition, storage);
        this.horizon = new Horizon(partition, storage, config);
        this.folds = new CounterFolds(new FoldFloor(partition, storage, config), indexes.counters(), rows, saves, log);
    }

    public int partition() {
        return partition;
    }

    /** Every dot whose mutation this replica has processed, or that it adopted with everything behind it. */
    public DotSet clock() {
        return clock;
    }

    public DotLog log() {
        return log;
    }

    /** Of the rows, as this step sees them. */
    public MerkleTree tree() {
        return tree;
    }

    /** Of the rows, as this step sees them. */
    public RowIndexes indexes() {
        return indexes;
    }

    public CounterFolds folds() {
        return folds;
    }

    /** Up to where the log cannot tell any more what has changed. */
    public FeedFloor feedFloor() {
        return feedFloor;
    }

    /** Write ids issued at or before this time may have been forgotten; 0 if none was. */
    public long horizonMillis() {
        return horizon.millis();
    }

    /** The time up to which this replica is known to be complete; 0 if not known. */
    public long asOfMillis() {
        return asOfMillis;
    }

    public void completeAsOf(long millis) {
        asOfMillis = Math.max(asOfMillis, millis);
    }

    /** Of a key that was found readable in this step. */
    public Row row(RowKey key) {
        return readable(key).orElseThrow(() -> new CorruptStorageException("the row of " + key + " is damaged"));
    }

    /**
     * The row of a key; empty if what is stored of it is damaged: nothing can be said of such a key here, and nothing is taken in
     * for it, until {@link #replace}.
     */
    public Optional<Row> readable(RowKey key) {
        return rows.read(Keys.row(partition, key));
    }

    /** The keys whose rows are known to be damaged: whatever would have to show one of them cannot be said. */
    public DamagedKeys damaged() {
        return rows.damaged();
    }

    public FilledRow filled(RowKey key) {
        return Rows.fill(row(key), clock);
    }

    /**
     * May what a read shows of this key still be taken back by a crash? It shows the clock too: a dot that this node minted
     * for another key, and that a crash takes back, would be minted again, perhaps for this key. Whoever had learned of it
     * from the read would take the new write for one that it has seen and drop it. So it does dots of this key of which the row has
     * no trace: the row is stored again with them, or, if nobody knows of which keys they are, the floor is.
     */
    public boolean isUnsynced(RowKey key, Actor minting) {
        return storage.isUnsynced(Table.ROWS, Keys.row(partition, key))
                || storage.isUnsynced(Table.STATE, Keys.clock(partition, minting))
                || feedFloor.isUnsynced();
    }

    /** The log entries of the row's live dots, as far as they are remembered. */
    public List<LogEntry> entriesOf(List<Dot> dots) {
        List<LogEntry> entries = new ArrayList<>(dots.size());
        for (Dot dot : dots) {
            log.entry(dot).ifPresent(entries::add);
        }
        return entries;
    }

    /** Applies a mutation. Applying it again changes nothing. */
    public ApplyResult apply(RowKey key, Mutation mutation) {
        return apply(key, mutation, Optional.empty());
    }

    /** @param read the row of the key, if it was read in this step and nothing was applied since */
    public ApplyResult apply(RowKey key, Mutation mutation, Optional<Row> read) {
        byte[] storedKey = Keys.row(partition, key);
        if (isDamaged(key, storedKey)) {
            return ApplyResult.DAMAGED;
        }
        if (clock.contains(mutation.dot())) {
            return ApplyResult.APPLIED;
        }
        Optional<Row> here = read.isPresent() ? read : rows.read(storedKey);
        if (here.isEmpty()) {
            return ApplyResult.DAMAGED;
        }
        Row row = here.get();
        boolean known = Rows.filledContext(row, clock).contains(mutation.dot());
        if (!known && (horizon.refuses(mutation.writeId()) || folds.refuses(key, mutation))) {
            return ApplyResult.TOO_OLD;
        }
        if (log.size() >= config.limits().maxLogEntriesPerPartition()) {
            return ApplyResult.OVERLOADED;
        }
        Row changed = rules.apply(row, clock, mutation);
        long dots = extendClock(DotSet.of(mutation.dot()));
        boolean isNew = log.record(LogEntry.of(key, mutation, !config.makes(PlantedBug.REMOVED_IDS_NOT_NAMED)));
        logCount.changed(isNew ? 1 : 0, dots);
        saves.saveWithNews(storedKey, row, rules.dropByWriteId(changed, clock, log), clock);
        return ApplyResult.APPLIED;
    }

    /** Was the row damaged when it was last read, and is still? Then not even what the clock covers is known to be here. */
    private boolean isDamaged(RowKey key, byte[] storedKey) {
        return rows.damaged().contains(key)
                && (config.makes(PlantedBug.DAMAGE_REMEMBERED)
                        || rows.read(storedKey).isEmpty());
    }

    /**
     * Another replica's row of one key.
     *
     * @param entries log entries about this key; they are recorded first, so that writes which they undo are dropped
     */
    public record ForeignRow(RowKey key, FilledRow row, List<LogEntry> entries) {}

    /**
     * Merges one row. Of its dots only those of live versions enter the clock.
     *
     * @return false if it was not taken in, as the row here is damaged
     */
    public boolean merge(RowKey key, FilledRow theirs, List<LogEntry> entries) {
        merge(List.of(new ForeignRow(key, theirs, entries)), DotSet.EMPTY);
        return !rows.damaged().contains(key);
    }

    /**
     * Merges rows, and then takes dots into the clock behind which nothing is missing any more. In this order: a dot that is
     * in the clock while its version is not in the row means that the version is obsolete. For a key whose row is damaged
     * nothing is taken in, and none of its dots.
     */
    public void merge(List<ForeignRow> foreignRows, DotSet adopt) {
        DotSet news = adopt;
        Map<RowKey, Change> merged = new LinkedHashMap<>();
        long entries = 0;
        for (ForeignRow foreign : foreignRows) {
            Optional<Change> present =
                    Optional.ofNullable(merged.get(foreign.key())).or(() -> unchanged(foreign.key()));
            if (present.isEmpty()) {
                news = news.minus(
                        DotSet.of(foreign.entries().stream().map(LogEntry::dot).toList()));
                continue;
            }
            entries += foreign.entries().stream().filter(log::record).count();
            Change change = present.get();
            merged.put(
                    foreign.key(),
                    new Change(change.stored, change.before, merged(foreign.key(), change.after, foreign.row())));
            news = news.join(DotSet.of(foreign.row().liveDots()));
            if (config.makes(PlantedBug.ROW_CONTEXT_ENTERS_CLOCK)) {
                news = news.join(foreign.row().context());
            }
        }
        feedFloor.unknown(log.unknown(news.minus(clock)));
        logCount.changed(entries, extendClock(news));
        for (Change change : merged.values()) {
            saves.saveWithNews(change.stored, change.before, rules.dropByWriteId(change.after, clock, log), clock);
            if (config.makes(PlantedBug.EXPIRY_NOT_NOTED_ON_MERGE)) {
                indexes.expiries().changed(change.stored, change.after, Row.EMPTY);
            }
        }
    }

    private Row merged(RowKey key, Row mine, FilledRow theirs) {
        return CellType.isIncrement(key.sub()) && !config.makes(PlantedBug.FOLDED_INCREMENT_TAKEN_FOR_REMOVED)
                ? CounterRows.merge(mine, clock, theirs)
                : rules.merge(mine, clock, theirs);
    }

    /**
     * Puts what all other replicas have of a key, merged, in the place of its damaged row.
     *
     * @param entries the log entries of its live dots
     * @param lost events of the key that none of the others has seen; nothing that comes late for them is new any more
     */
    public void replace(RowKey key, FilledRow theirs, List<LogEntry> entries, List<LogEntry> lost) {
        byte[] stored = Keys.row(partition, key);
        saves.forget(stored);
        forget(lost);
        long recorded = entries.stream().filter(log::record).count();
        DotSet news = DotSet.of(theirs.liveDots());
        feedFloor.unknown(log.unknown(news.minus(clock)));
        logCount.changed(recorded, extendClock(news));
        Row row = new Row(theirs.versions(), theirs.context());
        saves.save(stored, Row.EMPTY, rules.dropByWriteId(row, clock, log), clock);
    }

    /**
     * Takes versions back that this replica has lost: its clock covers their dots, so no merge would. What the log knows to be
     * undone stays away.
     *
     * @param entries only those of the versions count: others may name as removed what is replaced by something that is not here
     */
    public void restore(RowKey key, List<Version> lost, List<LogEntry> entries) {
        List<Dot> dots = lost.stream().map(Version::dot).toList();
        logCount.changed(
                entries.stream()
                        .filter(entry -> dots.contains(entry.dot()))
                        .filter(log::record)
                        .count(),
                0);
        Change change = unchanged(key).orElseThrow();
        List<Version> versions = new ArrayList<>(change.before.versions());
        versions.addAll(lost);
        Row restored = new Row(versions, change.before.context());
        saves.save(change.stored, change.before, rules.dropByWriteId(restored, clock, log), clock);
    }

    /** A row on its way from what is stored under a key to what will be. */
    private record Change(byte[] stored, Row before, Row after) {}

    /** Empty if the row is damaged. */
    private Optional<Change> unchanged(RowKey key) {
        byte[] storedKey = Keys.row(partition, key);
        return rows.read(storedKey).map(row -> new Change(storedKey, row, row));
    }

    /** @return how many of the dots are new */
    private long extendClock(DotSet dots) {
        DotSet news = dots.minus(clock);
        if (news.isEmpty()) {
            return 0;
        }
        clock = clock.join(news);
        for (Actor actor : news.actors()) {
            storage.put(
                    Table.STATE, Keys.clock(partition, actor), clock.only(actor).toByteArray());
        }
        return news.size();
    }

    /** Strips up to {@code limit} of the rows that could not be stripped when they were written, going round. */
    public void stripSome(int limit) {
        saves.stripSome(limit, clock);
    }

    /** From now on rows of such buckets are not stored any more; those that are here are removed by {@link BucketPurge}. */
    public void droppedBuckets(IntPredicate dropped) {
        saves.droppedBuckets(dropped);
    }

    /** Removes the row without a trace; only of a dropped bucket, whose keys nobody reads or writes again. */
    void purge(byte[] storedKey) {
        saves.purge(storedKey);
    }

    boolean isOfDroppedBucket(byte[] storedKey) {
        return saves.isOfDroppedBucket(storedKey);
    }

    /** The next dot of the actor in this partition; to be applied in the same step, so that the clock remembers it. */
    public Dot mint(Actor actor) {
        return minting.mint(actor, clock);
    }

    /** The highest counter of the actor that is known here, minted or seen. */
    public long highest(Actor actor) {
        return minting.highest(actor, clock);
    }

    /**
     * Notes which incarnation of the node has this partition open. With an empty or an old disk it lacks what the node once
     * knew, and the others may have forgotten write ids on the word of that earlier clock: a late message of one of these
     * must not count as new here.
     *
     * @param forgottenMillis no id that was issued later can be forgotten anywhere
     */
    public void openedBy(Actor actor, long forgottenMillis) {
        logCount.opened();
        if (horizon.openedBy(actor, forgottenMillis)) {
            // Requests that are older are refused by any clock, and others may have folded up to there.
            folds.raiseFloor(forgottenMillis + config.limits().maxClockSkew().toMillis());
        }
    }

    /** Takes over a peer's horizon, together with dots whose log entries that peer may have forgotten. */
    public void raiseHorizon(long millis) {
        horizon.raise(millis);
    }

    /** Visits rows in table order from a stored key on, until the visitor returns false; damaged ones are passed over. */
    public void scanRows(byte[] from, BiPredicate<byte[], Row> visitor) {
        scanRows(from, Keys.partitionEnd(partition), visitor);
    }

    /** As the other one, before a stored key. */
    public void scanRows(byte[] from, byte[] until, BiPredicate<byte[], Row> visitor) {
        rows.scan(from, until, visitor);
    }

    /** The stored keys of rows in this range whose context the clock does not cover, at most so many. */
    public List<byte[]> unstripped(byte[] from, byte[] until, int limit) {
        return saves.unstripped(from, until, limit);
    }

    /** Forgets log entries that the rule gives free; late messages of their ids are refused from now on. */
    void forget(List<LogEntry> forgotten) {
        for (LogEntry entry : forgotten) {
            log.forget(entry);
            horizon.raise(LogPruning.lastIssue(entry));
        }
        feedFloor.forgotten(forgotten);
        logCount.changed(-forgotten.size(), 0);
    }
}
