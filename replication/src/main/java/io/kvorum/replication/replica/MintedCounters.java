package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;

/**
 * The counters that this node has minted, by partition and actor. One count for replicas and fallbacks alike; it is written
 * in the batch of the mutation that uses it, so no dot is ever given twice.
 */
public final class MintedCounters {
    private MintedCounters() {}

    /** 0 if none was minted. */
    public static long last(Storage storage, int partition, Actor actor) {
        return storage.get(Table.STATE, Keys.minted(partition, actor))
                .map(bytes -> new ByteReader(bytes).readLong())
                .orElse(0L);
    }

    /** @param above the new counter is above this one too */
    public static Dot mint(Storage storage, int partition, Actor actor, long above) {
        long counter = Math.max(above, last(storage, partition, actor)) + 1;
        storage.put(
                Table.STATE,
                Keys.minted(partition, actor),
                new ByteWriter(16).writeLong(counter).toByteArray());
        return new Dot(actor, counter);
    }
}
