package io.kvorum.replication.register;

import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import java.util.Optional;

/** What an update does to one key. @param value empty deletes */
public record Change(Bytes key, Optional<Bytes> value) {
    void writeTo(ByteWriter out) {
        out.writeBytes(key.array()).writeByte(value.isPresent() ? 1 : 0);
        value.ifPresent(bytes -> out.writeBytes(bytes.array()));
    }
}
