package io.kvorum.bench.ycsb;

import io.kvorum.client.Codec;
import io.kvorum.crdt.codec.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The fields of a record of YCSB, which Kvorum keeps as one value: for each field, in the order of their names, the lengths of
 * its name and of its value, and both.
 */
record Fields(SortedMap<String, byte[]> values) {
    static final Codec<Fields> CODEC = Codec.of(Fields::encoded, Fields::decoded);

    private static final int LENGTHS = 2 * Integer.BYTES;

    Fields {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** These, with others in their place or added to them. */
    Fields with(Map<String, byte[]> others) {
        SortedMap<String, byte[]> both = new TreeMap<>(values);
        both.putAll(others);
        return new Fields(both);
    }

    private Bytes encoded() {
        int size = 0;
        SortedMap<String, byte[]> names = new TreeMap<>();
        for (Map.Entry<String, byte[]> field : values.entrySet()) {
            byte[] name = field.getKey().getBytes(StandardCharsets.UTF_8);
            names.put(field.getKey(), name);
            size += LENGTHS + name.length + field.getValue().length;
        }
        ByteBuffer buffer = ByteBuffer.allocate(size);
        names.forEach((field, name) -> {
            byte[] value = values.getOrDefault(field, new byte[0]);
            buffer.putInt(name.length).putInt(value.length).put(name).put(value);
        });
        return Bytes.of(buffer.array());
    }

    /** @throws IllegalArgumentException if this is no record, but something else that was written to the bucket */
    private static Fields decoded(Bytes bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.array());
        SortedMap<String, byte[]> fields = new TreeMap<>();
        while (buffer.hasRemaining()) {
            if (buffer.remaining() < LENGTHS) {
                throw notARecord();
            }
            int nameLength = buffer.getInt();
            int valueLength = buffer.getInt();
            if (nameLength < 0 || valueLength < 0 || (long) nameLength + valueLength > buffer.remaining()) {
                throw notARecord();
            }
            byte[] name = new byte[nameLength];
            byte[] value = new byte[valueLength];
            buffer.get(name).get(value);
            fields.put(new String(name, StandardCharsets.UTF_8), value);
        }
        return new Fields(fields);
    }

    private static IllegalArgumentException notARecord() {
        return new IllegalArgumentException("a value in this bucket is no record that YCSB wrote: use another bucket");
    }
}
