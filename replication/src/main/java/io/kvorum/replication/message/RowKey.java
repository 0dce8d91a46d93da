package io.kvorum.replication.message;

import io.kvorum.crdt.codec.Bytes;

/** A key of a bucket. */
public record RowKey(int bucket, Bytes key) implements Comparable<RowKey> {
    @Override
    public int compareTo(RowKey other) {
        return bucket != other.bucket ? Integer.compare(bucket, other.bucket) : key.compareTo(other.key);
    }
}
