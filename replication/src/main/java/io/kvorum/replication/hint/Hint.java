package io.kvorum.replication.hint;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.replication.message.RowKey;

/**
 * A mutation that waits for the owners of its partition.
 *
 * @param keptAtMillis wall time when it was stored
 * @param setAside an owner refused it as too old: it is kept for inspection and not delivered any more
 */
record Hint(int partition, RowKey key, Mutation mutation, long keptAtMillis, boolean setAside) {
    byte[] toByteArray() {
        ByteWriter out = new ByteWriter(128);
        out.writeInt(partition).writeLong(keptAtMillis).writeByte(setAside ? 1 : 0);
        out.writeInt(key.tagged()).writeBytes(key.name().array());
        mutation.writeTo(out);
        return out.toByteArray();
    }

    static Hint fromByteArray(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int partition = in.readInt();
        long keptAt = in.readLong();
        int setAside = in.readByte();
        if (setAside > 1) {
            throw new MalformedBytesException("hint flag " + setAside);
        }
        RowKey key = RowKey.of(in.readInt(), Bytes.of(in.readBytes()));
        Mutation mutation = Mutation.readFrom(in);
        in.expectEnd();
        return new Hint(partition, key, mutation, keptAt, setAside == 1);
    }
}
