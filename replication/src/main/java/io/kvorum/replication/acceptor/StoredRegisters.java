package io.kvorum.replication.acceptor;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
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
    public record Stored(RowKey register, Ballot accepted) {}

    /**
     * Registers of buckets that are there.
     *
     * @param next where to go on; empty at the end
     */
    public record Page(List<Stored> registers, Bytes next) {}

    /** @param from where the page before has ended; empty for the start */
    public Page page(Bytes from) {
        List<Stored> registers = new ArrayList<>();
        Bytes[] next = {Bytes.EMPTY};
        int[] seen = {0, 0};
        byte[] start = from.isEmpty() ? Keys.registerStart(partition) : from.array();
        shard.storage().scan(Table.REGISTERS, start, Keys.registerEnd(partition), (key, value) -> {
            if (seen[0] == MAX_REGISTERS || seen[1] >= MAX_BYTES) {
                next[0] = Bytes.of(key);
                return false;
            }
            seen[0]++;
            seen[1] += key.length + value.length;
            RowKey register = Keys.registerOf(key);
            if (!shard.topology().isDropped(register.bucket())) {
                registers.add(new Stored(register, Acceptor.acceptedOf(value)));
            }
            return true;
        });
        return new Page(registers, next[0]);
    }

    /**
     * Registers for which there is a promise that no value came with.
     *
     * @param from where the page before has ended; empty for the start
     */
    public Page barePromises(Bytes from) {
        List<Stored> found = new ArrayList<>();
        Bytes[] next = {Bytes.EMPTY};
        byte[] start = from.isEmpty() ? Keys.registerPromiseStart(partition) : from.array();
        shard.storage().scan(Table.REGISTERS, start, Keys.registerPromiseEnd(partition), (key, value) -> {
            if (found.size() == MAX_REGISTERS) {
                next[0] = Bytes.of(key);
                return false;
            }
            found.add(new Stored(Keys.registerOf(key), Ballot.NONE));
            return true;
        });
        return new Page(found, next[0]);
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
