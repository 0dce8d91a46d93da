package io.kvorum.replication.replica;

import io.kvorum.crdt.cell.Increments;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.row.Row;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The sum of the increments of each counter of one partition, as this replica has them, and of each increment what it counts for. Changed in
 * the batch of the increment's row. The entries are those of {@link ElementIndex}, which lists them; a sum has as many bits as it needs.
 */
public final class CounterIndex {
    private final int partition;
    private final Storage storage;
    private final ShardConfig config;

    CounterIndex(int partition, Storage storage, ShardConfig config) {
        this.partition = partition;
        this.storage = storage;
        this.config = config;
    }

    /** The row of an increment was written, in this step. What counted before is looked up: the row before may have vanished from the disk. */
    void changed(RowKey key, Row after) {
        byte[] entry = Keys.element(partition, key);
        long before = counted(storage.get(Table.STATE, entry)).orElse(0);
        OptionalLong now = counts(after);
        if (after.isEmpty()) {
            storage.delete(Table.STATE, entry);
        } else {
            ByteWriter value = new ByteWriter(Long.BYTES);
            now.ifPresent(value::writeLong);
            storage.put(Table.STATE, entry, value.toByteArray());
        }
        long change = now.orElse(0) - before;
        if (change != 0) {
            store(key, sum(key).add(BigInteger.valueOf(change)));
        }
    }

    private OptionalLong counts(Row row) {
        OptionalLong delta = Increments.delta(row.versions());
        return delta.isPresent() && config.makes(PlantedBug.EACH_DOT_OF_AN_INCREMENT_COUNTS)
                ? OptionalLong.of(delta.getAsLong() * row.versions().size())
                : delta;
    }

    private void store(RowKey counter, BigInteger sum) {
        byte[] key = Keys.elementCount(partition, counter);
        if (sum.signum() == 0) {
            storage.delete(Table.STATE, key);
        } else {
            storage.put(Table.STATE, key, sum.toByteArray());
        }
    }

    /** Of an entry; empty if it counts for nothing, or there is none. */
    private static OptionalLong counted(Optional<byte[]> entry) {
        return entry.isPresent() && entry.get().length > 0
                ? OptionalLong.of(new ByteReader(entry.get()).readLong())
                : OptionalLong.empty();
    }

    /** The sum of the increments of a counter that are here. */
    public BigInteger sum(RowKey counter) {
        return storage.get(Table.STATE, Keys.elementCount(partition, counter))
                .map(BigInteger::new)
                .orElse(BigInteger.ZERO);
    }
}
