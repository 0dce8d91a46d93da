package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;

/**
 * The highest counters that this node has given to dots, by partition and actor. A replica's are those of its clock: the dot
 * enters it in the batch of the mutation that uses it. A fallback has no clock of the partition; it keeps a count of its own,
 * likewise in the batch of the hint. So no dot is ever given twice.
 */
public final class MintedCounters {
    private MintedCounters() {}

    /** 0 if none was minted. */
    public static long last(Storage storage, int partition, Actor actor) {
        long asFallback = storage.get(Table.STATE, Keys.minted(partition, actor))
                .map(bytes -> new ByteReader(bytes).readLong())
                .orElse(0L);
        long asReplica = storage.get(Table.STATE, Keys.clock(partition, actor))
                .map(bytes -> DotSet.readFrom(new ByteReader(bytes)).highest(actor))
                .orElse(0L);
        return Math.max(asFallback, asReplica);
    }

    /** The next dot of a fallback. */
    public static Dot mintAsFallback(Storage storage, int partition, Actor actor) {
        long counter = last(storage, partition, actor) + 1;
        storage.put(
                Table.STATE,
                Keys.minted(partition, actor),
                new ByteWriter(16).writeLong(counter).toByteArray());
        return new Dot(actor, counter);
    }
}
