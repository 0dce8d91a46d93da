package io.kvorum.replication.storage;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.topology.KeyHash;
import io.kvorum.replication.topology.Tags;
import java.util.Arrays;

/**
 * The layout of keys. All but those of {@link Table#META} begin with the partition, rows then with the key's hash, so that a
 * partition, and any range of hashes in it, is one contiguous range.
 */
public final class Keys {
    private static final int ROW_PREFIX_BYTES = Integer.BYTES + Long.BYTES + Integer.BYTES;
    private static final int ID_BYTES = Integer.BYTES + 3 * Long.BYTES;
    private static final byte CARRIER = 'C';
    private static final byte REMOVER = 'R';

    private Keys() {}

    public static byte[] row(int partition, RowKey key) {
        Bytes name = key.name();
        return new ByteWriter(ROW_PREFIX_BYTES + name.length())
                .writeInt(partition)
                .writeLong(KeyHash.of(name))
                .writeInt(key.tagged())
                .writeRaw(name.array())
                .toByteArray();
    }

    /** The inverse of {@link #row}. */
    public static RowKey rowKey(byte[] stored) {
        return RowKey.of(tagged(stored), Bytes.of(Arrays.copyOfRange(stored, ROW_PREFIX_BYTES, stored.length)));
    }

    /** The first stored row key that a key with this hash may have. */
    public static byte[] rows(int partition, long hash) {
        return new ByteWriter(16).writeInt(partition).writeLong(hash).toByteArray();
    }

    /** The first stored row key after all that keys with this hash may have. */
    public static byte[] rowsAfter(int partition, long hash) {
        return hash == -1L ? partitionEnd(partition) : rows(partition, hash + 1);
    }

    /** The key's hash in a stored row key. */
    public static long hashOf(byte[] stored) {
        return new ByteReader(stored, Integer.BYTES, Long.BYTES).readLong();
    }

    /** The bucket of a stored row key. */
    public static int bucketOf(byte[] stored) {
        return tagged(stored) & ~RowKey.ELEMENT;
    }

    /** Is a stored row key that of an element? */
    public static boolean isElement(byte[] stored) {
        return (tagged(stored) & RowKey.ELEMENT) != 0;
    }

    private static int tagged(byte[] stored) {
        if (stored.length < ROW_PREFIX_BYTES) {
            throw new CorruptStorageException("row key of " + stored.length + " bytes");
        }
        return new ByteReader(stored, ROW_PREFIX_BYTES - Integer.BYTES, Integer.BYTES).readInt();
    }

    /** The first key that may belong to the partition. */
    public static byte[] partition(int partition) {
        return new ByteWriter(16).writeInt(partition).toByteArray();
    }

    /** The first key after all keys of the partition. */
    public static byte[] partitionEnd(int partition) {
        return partition(partition + 1);
    }

    /** Does the stored key of the row lie in this range of them? */
    public static boolean isBetween(int partition, RowKey key, byte[] fromInclusive, byte[] toExclusive) {
        byte[] stored = row(partition, key);
        return Arrays.compareUnsigned(stored, fromInclusive) >= 0 && Arrays.compareUnsigned(stored, toExclusive) < 0;
    }

    /** The next possible key after this one. */
    public static byte[] successor(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    public static byte[] log(int partition, Dot dot) {
        return new ByteWriter(32)
                .writeInt(partition)
                .writeLong(dot.actor().id())
                .writeLong(dot.counter())
                .toByteArray();
    }

    /** Before all that is known of a write id. */
    public static byte[] id(int partition, WriteId id) {
        return idPrefix(partition, id).toByteArray();
    }

    /** After all that is known of a write id. */
    public static byte[] idEnd(int partition, WriteId id) {
        return idPrefix(partition, id).writeByte(REMOVER + 1).toByteArray();
    }

    /** Says that a dot carries the write id. */
    public static byte[] carrier(int partition, WriteId id, Dot dot) {
        return knownOf(partition, id, CARRIER, dot);
    }

    /** Says that the mutation of a dot named the write id among those that it removes. */
    public static byte[] remover(int partition, WriteId id, Dot dot) {
        return knownOf(partition, id, REMOVER, dot);
    }

    /** Is this key a {@link #carrier}, and not a {@link #remover}? */
    public static boolean isCarrier(byte[] stored) {
        return stored[ID_BYTES] == CARRIER;
    }

    /** The dot of a {@link #carrier} or {@link #remover}. */
    public static Dot dotOf(byte[] stored) {
        ByteReader in = new ByteReader(stored, ID_BYTES + 1, 2 * Long.BYTES);
        return new Dot(new Actor(in.readLong()), in.readLong());
    }

    private static byte[] knownOf(int partition, WriteId id, int kind, Dot dot) {
        return idPrefix(partition, id)
                .writeByte(kind)
                .writeLong(dot.actor().id())
                .writeLong(dot.counter())
                .toByteArray();
    }

    private static ByteWriter idPrefix(int partition, WriteId id) {
        return new ByteWriter(ID_BYTES + 1 + 2 * Long.BYTES)
                .writeInt(partition)
                .writeLong(id.session())
                .writeLong(id.sequence())
                .writeLong(id.issuedAtMillis());
    }

    public static byte[] hint(int partition, Dot dot) {
        return log(partition, dot);
    }

    /** The clock's entry of one actor. */
    public static byte[] clock(int partition, Actor actor) {
        return state(partition, 'C').writeLong(actor.id()).toByteArray();
    }

    public static byte[] clockStart(int partition) {
        return state(partition, 'C').toByteArray();
    }

    public static byte[] clockEnd(int partition) {
        return state(partition, 'C' + 1).toByteArray();
    }

    /** The issue time up to which write ids may have been forgotten. */
    public static byte[] horizon(int partition) {
        return state(partition, 'H').toByteArray();
    }

    /** The leaf of the tree that begins with this hash. */
    public static byte[] leaf(int partition, long start) {
        return state(partition, 'T').writeLong(start).toByteArray();
    }

    public static byte[] leafStart(int partition) {
        return state(partition, 'T').toByteArray();
    }

    public static byte[] leafEnd(int partition) {
        return state(partition, 'T' + 1).toByteArray();
    }

    /** The hash with which a stored leaf begins. */
    public static long leafHash(byte[] stored) {
        return new ByteReader(stored, Integer.BYTES + 1, Long.BYTES).readLong();
    }

    /** How many entries the log has beyond the dots of the clock. */
    public static byte[] logCount(int partition) {
        return state(partition, 'N').toByteArray();
    }

    /** How many dropped buckets this partition has been purged of. */
    public static byte[] purged(int partition) {
        return state(partition, 'D').toByteArray();
    }

    /** Up to where the log cannot tell any more what has changed in a bucket. */
    public static byte[] feedFloor(int partition, int bucket) {
        return state(partition, 'F').writeInt(bucket).toByteArray();
    }

    public static byte[] feedFloorStart(int partition) {
        return state(partition, 'F').toByteArray();
    }

    public static byte[] feedFloorEnd(int partition) {
        return state(partition, 'F' + 1).toByteArray();
    }

    /** The bucket of a {@link #feedFloor}. */
    public static int feedFloorBucket(byte[] stored) {
        return new ByteReader(stored, Integer.BYTES + 1, Integer.BYTES).readInt();
    }

    /** What an acceptor has promised for a register, unless it promised that with a value. */
    public static byte[] registerPromise(int partition, RowKey register) {
        return register(partition, 'P', register);
    }

    /** What an acceptor has accepted for a register. */
    public static byte[] register(int partition, RowKey register) {
        return register(partition, 'V', register);
    }

    /** Says that an acceptor has accepted a version of a register of which no consumer of changes may have heard. */
    public static byte[] unpublished(int partition, RowKey register) {
        return register(partition, 'U', register);
    }

    public static byte[] unpublishedStart(int partition) {
        return state(partition, 'U').toByteArray();
    }

    public static byte[] unpublishedEnd(int partition) {
        return state(partition, 'U' + 1).toByteArray();
    }

    private static byte[] register(int partition, int kind, RowKey register) {
        return new ByteWriter(ROW_PREFIX_BYTES + 1 + register.key().length())
                .writeInt(partition)
                .writeByte(kind)
                .writeLong(KeyHash.of(Tags.registerPlacedBy(register.key())))
                .writeInt(register.bucket())
                .writeRaw(register.key().array())
                .toByteArray();
    }

    public static byte[] registerPromiseStart(int partition) {
        return state(partition, 'P').toByteArray();
    }

    public static byte[] registerPromiseEnd(int partition) {
        return state(partition, 'P' + 1).toByteArray();
    }

    public static byte[] registerStart(int partition) {
        return state(partition, 'V').toByteArray();
    }

    public static byte[] registerEnd(int partition) {
        return state(partition, 'V' + 1).toByteArray();
    }

    /** The register of a key of {@link Table#REGISTERS}. */
    public static RowKey registerOf(byte[] stored) {
        ByteReader in = new ByteReader(stored);
        in.readInt();
        in.readByte();
        in.readLong();
        return new RowKey(in.readInt(), Bytes.of(in.readRaw(in.remaining())));
    }

    /** What the partition remembers of dropped tombstones of registers. */
    public static byte[] registerFloor(int partition) {
        return state(partition, 'R').toByteArray();
    }

    /** As whom this node votes in the partition, and the epoch of the acceptors that it has entered. */
    public static byte[] voter(int partition) {
        return state(partition, 'V').toByteArray();
    }

    /** When a scrub has last looked at all rows of the partition. */
    public static byte[] scrubbed(int partition) {
        return state(partition, 'S').toByteArray();
    }

    /** The actor that had the partition open last. */
    public static byte[] openedBy(int partition) {
        return state(partition, 'O').toByteArray();
    }

    /** The highest counter that this actor has minted in the partition, as a replica or as a fallback. */
    public static byte[] minted(int partition, Actor actor) {
        return state(partition, 'M').writeLong(actor.id()).toByteArray();
    }

    /** Marks a row whose context the clock did not cover when it was written. */
    public static byte[] unstripped(int partition, byte[] rowKey) {
        return state(partition, 'U')
                .writeRaw(Arrays.copyOfRange(rowKey, Integer.BYTES, rowKey.length))
                .toByteArray();
    }

    public static byte[] unstrippedStart(int partition) {
        return state(partition, 'U').toByteArray();
    }

    public static byte[] unstrippedEnd(int partition) {
        return state(partition, 'U' + 1).toByteArray();
    }

    /** The row key that an {@link #unstripped} mark stands for. */
    public static byte[] unstrippedRow(byte[] mark) {
        byte[] row = new byte[mark.length - 1];
        System.arraycopy(mark, 0, row, 0, Integer.BYTES);
        System.arraycopy(mark, Integer.BYTES + 1, row, Integer.BYTES, row.length - Integer.BYTES);
        return row;
    }

    /** Says that a version of this row expires at this time. */
    public static byte[] expiry(int partition, long millis, byte[] rowKey) {
        return state(partition, 'E')
                .writeLong(millis)
                .writeRaw(Arrays.copyOfRange(rowKey, Integer.BYTES, rowKey.length))
                .toByteArray();
    }

    /** Before all rows of which a version expires at this time or later. */
    public static byte[] expiryStart(int partition, long millis) {
        return state(partition, 'E').writeLong(millis).toByteArray();
    }

    public static byte[] expiryEnd(int partition) {
        return state(partition, 'E' + 1).toByteArray();
    }

    /** The time of an {@link #expiry}. */
    public static long expiryMillis(byte[] stored) {
        return new ByteReader(stored, Integer.BYTES + 1, Long.BYTES).readLong();
    }

    /** The row key that an {@link #expiry} is about. */
    public static byte[] expiryRow(byte[] stored) {
        int suffix = Integer.BYTES + 1 + Long.BYTES;
        byte[] row = new byte[stored.length - suffix + Integer.BYTES];
        System.arraycopy(stored, 0, row, 0, Integer.BYTES);
        System.arraycopy(stored, suffix, row, Integer.BYTES, row.length - Integer.BYTES);
        return row;
    }

    /** An element of a key, in the order of elements. */
    public static byte[] element(int partition, RowKey element) {
        return collection(partition, 'L', element)
                .writeRaw(element.sub().array())
                .toByteArray();
    }

    /** Before all elements of a key. */
    public static byte[] elements(int partition, RowKey collection) {
        return collection(partition, 'L', collection).toByteArray();
    }

    /** After all elements of a key: no type has that code. */
    public static byte[] elementsEnd(int partition, RowKey collection) {
        return collection(partition, 'L', collection).writeByte(0xFF).toByteArray();
    }

    /** Of an entry in the index of elements. */
    public static Bytes elementSub(RowKey collection, byte[] entry) {
        int prefix = elements(0, collection).length;
        return Bytes.of(Arrays.copyOfRange(entry, prefix, entry.length));
    }

    /** How many elements of a key are in. */
    public static byte[] elementCount(int partition, RowKey collection) {
        return collection(partition, 'K', collection).toByteArray();
    }

    private static ByteWriter collection(int partition, int kind, RowKey collection) {
        return state(partition, kind)
                .writeInt(collection.bucket())
                .writeBytes(collection.key().array());
    }

    public static byte[] meta(String name) {
        return Bytes.ofUtf8(name).array();
    }

    private static ByteWriter state(int partition, int kind) {
        return new ByteWriter(32).writeInt(partition).writeByte(kind);
    }
}
