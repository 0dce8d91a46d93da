package io.kvorum.replication.replica;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import java.math.BigInteger;

/**
 * Those increments of a counter that were issued between two boundaries and are not folded.
 *
 * @param rows how many
 * @param unreadable how many of them count for nothing, as this program cannot read what they hold
 * @param sum of the others
 */
record IncrementGroup(long rows, long unreadable, BigInteger sum) {
    static final IncrementGroup NONE = new IncrementGroup(0, 0, BigInteger.ZERO);

    IncrementGroup with(IncrementEntry entry) {
        return changed(entry, 1);
    }

    IncrementGroup without(IncrementEntry entry) {
        return changed(entry, -1);
    }

    private IncrementGroup changed(IncrementEntry entry, int times) {
        return entry.isThere()
                ? new IncrementGroup(
                        rows + times,
                        unreadable + (entry.isUnreadable() ? times : 0),
                        sum.add(BigInteger.valueOf(times * entry.counts())))
                : this;
    }

    byte[] toByteArray() {
        return new ByteWriter(32)
                .writeVarLong(rows)
                .writeVarLong(unreadable)
                .writeRaw(sum.toByteArray())
                .toByteArray();
    }

    static IncrementGroup read(byte[] stored) {
        ByteReader in = new ByteReader(stored);
        long rows = in.readVarLong();
        long unreadable = in.readVarLong();
        return new IncrementGroup(rows, unreadable, new BigInteger(in.readRaw(in.remaining())));
    }
}
