package io.kvorum.replication.topology;

import com.dynatrace.hash4j.hashing.Hashing;
import io.kvorum.crdt.codec.Bytes;

/** The hash that places keys: XXH3, 64 bits, seed 0, over the key's bytes. Part of the wire contract and of the row format. */
public final class KeyHash {
    private KeyHash() {}

    public static long of(Bytes key) {
        return Hashing.xxh3_64().hashBytesToLong(key.array());
    }

    /** The upper part of the hash decides, so that a slot is a contiguous range of hashes. */
    public static int slot(Bytes key, int slots) {
        return (int) Math.multiplyHigh(of(key) >>> 1, 2L * slots);
    }
}
