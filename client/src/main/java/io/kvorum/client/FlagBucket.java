package io.kvorum.client;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Cells;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Flags: on or off. Of an enabling and a disabling that have not seen each other, the enabling wins in a bucket of type {@code flag},
 * the disabling in one of type {@code disable-wins-flag}. With a ttl in the options for updates, a flag that nobody enables again goes
 * off by itself. Immutable and safe for use by many threads.
 */
public final class FlagBucket<K> {
    private static final Bytes ON = new Operand.Toggle(true).toBytes();
    private static final Bytes OFF = new Operand.Toggle(false).toBytes();

    private final KeyedCell<K> cell;

    FlagBucket(KeyedCell<K> cell) {
        this.cell = cell;
    }

    public String name() {
        return cell.bucket().name();
    }

    /** The same bucket with other options for reads, and for the read that comes before an update. */
    public FlagBucket<K> reading(ReadOptions options) {
        return new FlagBucket<>(cell.reading(options));
    }

    /** The same bucket with other options for updates; see {@link TypedBucket#writing}. */
    public FlagBucket<K> writing(WriteOptions options) {
        return new FlagBucket<>(cell.writing(options));
    }

    /** The same bucket, used within a session. */
    public FlagBucket<K> in(Session session) {
        return new FlagBucket<>(cell.in(session));
    }

    /** Is it on? Off if it was never written. */
    public Reading<Boolean> get(K key) {
        return cell.get(key, this::isOn);
    }

    public CompletionStage<Reading<Boolean>> getAsync(K key) {
        return cell.getAsync(key, this::isOn);
    }

    private boolean isOn(List<Version> live) {
        return cell.type() == CellType.FLAG ? Cells.isOnEnableWins(live) : Cells.isOnDisableWins(live);
    }

    /** Switches it on. */
    public Written enable(K key) {
        return cell.update("enable", key, TypedBucket.Change.to(ON));
    }

    public CompletionStage<Written> enableAsync(K key) {
        return cell.updateAsync(key, TypedBucket.Change.to(ON));
    }

    /** Switches it off. */
    public Written disable(K key) {
        return cell.update("disable", key, TypedBucket.Change.to(OFF));
    }

    public CompletionStage<Written> disableAsync(K key) {
        return cell.updateAsync(key, TypedBucket.Change.to(OFF));
    }

    /** Deletes what it was shown; what another update has written meanwhile stays. */
    public Written delete(K key) {
        return cell.delete(key);
    }

    public CompletionStage<Written> deleteAsync(K key) {
        return cell.deleteAsync(key);
    }
}
