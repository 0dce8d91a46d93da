package io.kvorum.replication.publish;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.acceptor.AcceptWatch;
import io.kvorum.replication.acceptor.Acceptor;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.PageScan;
import io.kvorum.replication.storage.Table;
import io.kvorum.replication.topology.Bucket;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which registers an acceptor has accepted a version of that no marker here tells of. Noted in the batch of the accept: of a
 * majority that has a value, whoever is left knows that it may still have to be published.
 */
public final class Unpublished implements AcceptWatch {
    private final ShardState shard;
    /** In which there may be notes. */
    private final SortedSet<Integer> partitions = new TreeSet<>();

    public Unpublished(ShardState shard) {
        this.shard = shard;
    }

    /** @param version the one that is accepted here */
    record Note(RowKey register, long version) {}

    /** Some notes of a partition. @param next where to go on; empty at the end */
    record Page(List<Note> notes, Bytes next) {}

    /** Those of an earlier run of the process. */
    void start() {
        shard.replicas().forEach(replica -> partitions.add(replica.partition()));
    }

    SortedSet<Integer> partitions() {
        return new TreeSet<>(partitions);
    }

    /** Nothing is noted there, until something is accepted. */
    void none(int partition) {
        partitions.remove(partition);
    }

    @Override
    public void accepted(int partition, RowKey register, RegisterValue value) {
        // The version of what is absent is that of the floor, not of this register.
        if (value.isAbsent() || !mayPublish(register.bucket()) || shard.makes(PlantedBug.UNPUBLISHED_NOT_NOTED)) {
            return;
        }
        long version = value.version();
        byte[] key = Keys.unpublished(partition, register);
        if (version > published(partition, register)) {
            shard.storage()
                    .put(
                            Table.REGISTERS,
                            key,
                            new ByteWriter(10).writeVarLong(version).toByteArray());
            partitions.add(partition);
        } else if (shard.storage().get(Table.REGISTERS, key).isPresent()) {
            // A version that was never decided was overtaken by a value that tells of nothing new.
            shard.storage().delete(Table.REGISTERS, key);
        }
    }

    /** This node may not have heard of the bucket yet: then it may. */
    private boolean mayPublish(int bucket) {
        return shard.topology()
                .bucket(bucket)
                .map(Bucket::publishes)
                .orElse(!shard.topology().isDropped(bucket));
    }

    /** The version that this replica's marker tells of; 0 if there is none, or none that can be read. */
    long published(int partition, RowKey register) {
        return shard.replica(partition)
                .flatMap(replica -> replica.readable(register))
                .map(row -> Markers.version(row.versions()))
                .orElse(0L);
    }

    boolean isNoted(int partition, RowKey register) {
        return shard.storage()
                .get(Table.REGISTERS, Keys.unpublished(partition, register))
                .isPresent();
    }

    /** Has the acceptor here nothing of the register, or only that there is nothing? */
    boolean isAbsentHere(int partition, RowKey register) {
        return shard.storage()
                .get(Table.REGISTERS, Keys.register(partition, register))
                .map(stored -> Acceptor.valueOf(stored).isAbsent())
                .orElse(true);
    }

    /** A marker may have come for the register: what it tells of need not be noted any more. */
    public void markerCame(int partition, RowKey register) {
        if (shard.topology().bucket(register.bucket()).filter(Bucket::publishes).isEmpty()) {
            return;
        }
        byte[] key = Keys.unpublished(partition, register);
        shard.storage()
                .get(Table.REGISTERS, key)
                .map(note -> new ByteReader(note).readVarLong())
                .filter(noted -> noted <= published(partition, register))
                .ifPresent(noted -> shard.storage().delete(Table.REGISTERS, key));
    }

    void forget(int partition, RowKey register) {
        shard.storage().delete(Table.REGISTERS, Keys.unpublished(partition, register));
    }

    /** @param from where the page before ended; empty: at the beginning */
    Page page(int partition, Bytes from, int limit) {
        List<Note> notes = new ArrayList<>();
        PageScan scan =
                new PageScan(shard.storage(), Table.REGISTERS, Keys.unpublishedEnd(partition), limit, Long.MAX_VALUE);
        Bytes next = scan.read(
                from.isEmpty() ? Keys.unpublishedStart(partition) : from.array(),
                (key, value) -> notes.add(new Note(Keys.registerOf(key), new ByteReader(value).readVarLong())));
        return new Page(notes, next);
    }
}
