package io.kvorum.node.storage;

import io.kvorum.replication.storage.Table;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The highest key of each sequence that a shard writes: the dots of one actor and the write ids of one session, by partition.
 * Most look-ups of a write are for what comes next in a sequence and so cannot be there; this spares them the way into RocksDB.
 *
 * <p>An end is an upper bound: whatever is beyond it was never written, or is deleted. The end of a sequence is looked up when
 * it is asked about for the second time, since many sessions write once. Used by the shard's thread only.
 */
final class SequenceEnds {
    /** Finds the greatest key from {@code first} on and below {@code end}, among what is stored and what is not committed yet. */
    interface LastKey {
        byte @Nullable [] find(Table table, byte[] first, byte[] end);
    }

    /** Beyond it all are forgotten, and looked up anew. */
    static final int MAX_SEQUENCES = 16_384;

    private static final Set<Table> TABLES = EnumSet.of(Table.LOG, Table.IDS);
    private static final int PREFIX_BYTES = Integer.BYTES + Long.BYTES;
    private static final byte[] NOTHING = {};

    private record Sequence(Table table, int partition, long author) {}

    private static final class End {
        private byte[] key = NOTHING;
        /** Was the store asked, or is this only what was written since? */
        private boolean isKnown;

        private void atLeast(byte[] other) {
            if (Arrays.compareUnsigned(other, key) > 0) {
                key = other;
            }
        }
    }

    private final LastKey store;
    private final Map<Sequence, End> ends = new HashMap<>();

    SequenceEnds(LastKey store) {
        this.store = store;
    }

    /** True only if nothing is stored under this key. */
    boolean isBeyond(Table table, byte[] key) {
        if (!TABLES.contains(table) || key.length < PREFIX_BYTES) {
            return false;
        }
        Sequence sequence = sequenceOf(table, key);
        End end = ends.get(sequence);
        if (end == null) {
            remember(sequence);
            return false;
        }
        if (!end.isKnown) {
            byte[] last = store.find(table, Arrays.copyOf(key, PREFIX_BYTES), afterAll(key));
            if (last != null) {
                end.atLeast(last);
            }
            end.isKnown = true;
        }
        return Arrays.compareUnsigned(key, end.key) > 0;
    }

    /** True only if nothing is stored from {@code first} on and below {@code end}; false unless both are of one sequence. */
    boolean isBeyond(Table table, byte[] first, byte[] end) {
        return first.length >= PREFIX_BYTES
                && end.length >= PREFIX_BYTES
                && Arrays.equals(first, 0, PREFIX_BYTES, end, 0, PREFIX_BYTES)
                && isBeyond(table, first);
    }

    /** A key is written, committed or not. */
    void written(Table table, byte[] key) {
        if (TABLES.contains(table) && key.length >= PREFIX_BYTES) {
            End end = ends.get(sequenceOf(table, key));
            if (end != null) {
                end.atLeast(key);
            }
        }
    }

    int size() {
        return ends.size();
    }

    private void remember(Sequence sequence) {
        if (ends.size() >= MAX_SEQUENCES) {
            ends.clear();
        }
        ends.put(sequence, new End());
    }

    private static Sequence sequenceOf(Table table, byte[] key) {
        return new Sequence(
                table, ByteBuffer.wrap(key).getInt(), ByteBuffer.wrap(key).getLong(Integer.BYTES));
    }

    /** The first key after all of the sequence: its prefix, with 1 added. Of the last sequence of all there is none. */
    private static byte[] afterAll(byte[] key) {
        byte[] after = Arrays.copyOf(key, PREFIX_BYTES);
        for (int i = PREFIX_BYTES - 1; i >= 0; i--) {
            if (++after[i] != 0) {
                return after;
            }
        }
        byte[] last = new byte[key.length + 1];
        Arrays.fill(last, (byte) 0xff);
        return last;
    }
}
