package io.kvorum.replication.message;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import java.util.Comparator;

/**
 * What names a row: a key of a bucket, or one element of a key.
 *
 * @param sub of an element, {@link io.kvorum.crdt.cell.CellType#sub its type and its bytes}; empty: the row is that of the key itself
 */
public record RowKey(int bucket, Bytes key, Bytes sub) implements Comparable<RowKey> {
    /** Says in stored and sent numbers of buckets that an element's name follows. No bucket has it in its number. */
    public static final int ELEMENT = 1 << 31;

    private static final Comparator<RowKey> ORDER =
            Comparator.comparingInt(RowKey::bucket).thenComparing(RowKey::key).thenComparing(RowKey::sub);

    /** The row of a key. */
    public RowKey(int bucket, Bytes key) {
        this(bucket, key, Bytes.EMPTY);
    }

    public boolean isElement() {
        return !sub.isEmpty();
    }

    /** The bucket, and whether it is an element. */
    public int tagged() {
        return isElement() ? bucket | ELEMENT : bucket;
    }

    /** Of no other row of the bucket: the key, or of an element the key's length, the key and its {@code sub}. */
    public Bytes name() {
        return isElement()
                ? Bytes.of(new ByteWriter(key.length() + sub.length() + 5)
                        .writeBytes(key.array())
                        .writeRaw(sub.array())
                        .toByteArray())
                : key;
    }

    /** @param tagged as {@link #tagged} says */
    public static RowKey of(int tagged, Bytes name) {
        if ((tagged & ELEMENT) == 0) {
            return new RowKey(tagged, name);
        }
        ByteReader in = new ByteReader(name.array());
        Bytes key = Bytes.of(in.readBytes());
        return new RowKey(tagged & ~ELEMENT, key, Bytes.of(in.readRaw(in.remaining())));
    }

    @Override
    public int compareTo(RowKey other) {
        return ORDER.compare(this, other);
    }
}
