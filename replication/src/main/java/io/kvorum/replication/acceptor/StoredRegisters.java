package io.kvorum.replication.acceptor;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.PageScan;
import io.kvorum.replication.storage.Table;
import java.util.ArrayList;
import java.util.List;

/** What one replica has stored of a partition's registers, in pages that are small enough for one step. */
public final class StoredRegisters {
    private static final int MAX_REGISTERS = 256;
    /** Of keys and values that are read. */
    private static final int MAX_BYTES = 256 << 10;

    private final ShardState shard;
    private final int partition;

    public StoredRegisters(ShardState shard, int partition) {
        this.shard = shard;
        this.partition = partition;
    }

    /** @param accepted under which ballot the value was */
    public record Stored(RowKey register, Ballot accepted, boolean isTombstone) {}

    /**
     * Registers of buckets that are there.
     *
     * @param next where to go on; empty at the end
     */
    public record Page(List<Stored> registers, Bytes next) {}

    /** @param from where the page before has ended; empty for the start */
    public Page page(Bytes from) {
        List<Stored> registers = new ArrayList<>();
        PageScan scan =
                new PageScan(shard.storage(), Table.REGISTERS, Keys.registerEnd(partition), MAX_REGISTERS, MAX_BYTES);
        Bytes next = scan.read(from.isEmpty() ? Keys.registerStart(partition) : from.array(), (key, value) -> {
            RowKey register = Keys.registerOf(key);
            if (!shard.topology().isDropped(register.bucket())) {
                registers.add(Acceptor.glance(register, value));
            }
        });
        return new Page(registers, next);
    }

    /** Registers with a promise that no value came with. @param next where to go on; empty at the end */
    public record Promises(List<RowKey> registers, Bytes next) {}

    /** @param from where the page before has ended; empty for the start */
    public Promises barePromises(Bytes from) {
        List<RowKey> found = new ArrayList<>();
        PageScan scan = new PageScan(
                shard.storage(), Table.REGISTERS, Keys.registerPromiseEnd(partition), MAX_REGISTERS, MAX_BYTES);
        Bytes next = scan.read(
                from.isEmpty() ? Keys.registerPromiseStart(partition) : from.array(),
                (key, value) -> found.add(Keys.registerOf(key)));
        return new Promises(found, next);
    }

    /**
     * All registers of a range of which there is anything.
     *
     * @param from in the order of the table; empty for the start
     * @param to likewise; empty for the end
     */
    public List<RowKey> between(Bytes from, Bytes to) {
        List<RowKey> found = new ArrayList<>();
        byte[] end = to.isEmpty() ? Keys.registerEnd(partition) : to.array();
        shard.storage()
                .scan(
                        Table.REGISTERS,
                        from.isEmpty() ? Keys.registerStart(partition) : from.array(),
                        end,
                        (key, value) -> found.add(Keys.registerOf(key)));
        byte[] promisesEnd = to.isEmpty() ? Keys.registerPromiseEnd(partition) : promise(to);
        shard.storage()
                .scan(
                        Table.REGISTERS,
                        from.isEmpty() ? Keys.registerPromiseStart(partition) : promise(from),
                        promisesEnd,
                        (key, value) -> found.add(Keys.registerOf(key)));
        return found;
    }

    private byte[] promise(Bytes place) {
        return Keys.registerPromise(partition, Keys.registerOf(place.array()));
    }
}
