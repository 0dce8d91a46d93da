package io.kvorum.replication.acceptor;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import java.util.Optional;

/**
 * The acceptor of one partition's registers, on disk. A bare promise is a small record of its own; accepting a value writes
 * the promise that it carries with it. Whether this node may vote, and in which epoch, is not decided here.
 */
public final class Acceptor {
    private final int partition;
    private final Storage storage;
    private final ShardConfig config;
    private final AcceptWatch watch;
    private final RecentRegisters recent;
    private RegisterFloor floor;

    public Acceptor(int partition, Storage storage, ShardConfig config, AcceptWatch watch) {
        this(partition, storage, config, watch, new RecentRegisters());
    }

    /** @param recent may be shared among the acceptors of one shard */
    Acceptor(int partition, Storage storage, ShardConfig config, AcceptWatch watch, RecentRegisters recent) {
        this.partition = partition;
        this.storage = storage;
        this.config = config;
        this.watch = watch;
        this.recent = recent;
        this.floor = RegisterFloor.load(storage, partition);
    }

    public RegisterFloor floor() {
        return floor;
    }

    /** All that is stored of a register. */
    private record Stored(Optional<Accepted> accepted, Optional<Ballot> bare) {
        Ballot ballot() {
            return accepted.map(Accepted::ballot).orElse(Ballot.NONE);
        }
    }

    private Stored stored(RowKey key) {
        Optional<RecentRegisters.Entry> known = recent.get(key);
        if (known.isPresent()) {
            return new Stored(Optional.of(known.get().accepted()), known.get().bare());
        }
        Optional<Accepted> accepted =
                storage.get(Table.REGISTERS, Keys.register(partition, key)).map(Accepted::fromBytes);
        Optional<Ballot> bare = storage.get(Table.REGISTERS, Keys.registerPromise(partition, key))
                .map(bytes -> Ballot.readFrom(new ByteReader(bytes)));
        accepted.ifPresent(found -> recent.put(key, new RecentRegisters.Entry(found, bare)));
        return new Stored(accepted, bare);
    }

    private Ballot promised(Stored stored) {
        Ballot bare = stored.bare().orElse(Ballot.NONE);
        if (stored.accepted().isPresent() && config.makes(PlantedBug.ACCEPTOR_COMPARES_BARE_PROMISES_ONLY)) {
            return bare;
        }
        return Ballot.max(stored.accepted().map(Accepted::promised).orElse(floor.ballot()), bare);
    }

    public RegisterState state(RowKey key) {
        Stored stored = stored(key);
        RegisterValue value = stored.accepted()
                .map(Accepted::value)
                .orElseGet(() -> RegisterValue.absent(floor.version(), floor.horizonMillis()));
        return new RegisterState(promised(stored), stored.ballot(), value);
    }

    /** What was promised last, be it with a value, alone, or by the floor. */
    public Ballot promised(RowKey key) {
        return promised(stored(key));
    }

    /** Is what this register shows not yet durable? */
    public boolean isUnsynced(RowKey key) {
        return storage.isUnsynced(Table.REGISTERS, Keys.register(partition, key));
    }

    /** Promises the ballot if it is above everything that was promised or accepted; no ballot is promised twice. */
    public boolean prepare(RowKey key, RegisterState state, Ballot ballot) {
        boolean granted = state.promised().isBelow(ballot);
        if (granted) {
            storage.put(Table.REGISTERS, Keys.registerPromise(partition, key), bytes(ballot));
            recent.get(key)
                    .ifPresent(
                            known -> recent.put(key, new RecentRegisters.Entry(known.accepted(), Optional.of(ballot))));
        }
        return granted;
    }

    /**
     * Accepts the value unless a higher ballot was promised.
     *
     * @param next promised from now on, for the proposer's next round; {@link Ballot#NONE} for no other than this one
     */
    public boolean accept(RowKey key, Ballot ballot, RegisterValue value, Ballot next) {
        Stored stored = stored(key);
        Ballot before = promised(stored);
        if (ballot.isBelow(before) || ballot.isBelow(stored.ballot())) {
            return false;
        }
        store(key, ballot, Ballot.max(Ballot.max(ballot, next), before), value, stored);
        watch.accepted(partition, key, value);
        return true;
    }

    /** Takes over a value that a majority has at this ballot. It counts as an accept: refused below what was promised. */
    public boolean copy(RowKey key, Ballot ballot, RegisterValue value) {
        boolean isNewer = stored(key).ballot().isBelow(ballot);
        return isNewer && accept(key, ballot, value, Ballot.NONE);
    }

    /** Under which ballot the stored value was accepted; {@link Ballot#NONE} if nothing is stored. */
    public Ballot accepted(RowKey key) {
        return stored(key).ballot();
    }

    /** The ballots of a register. @param bytes that were read for it */
    record Glance(Ballot promised, Ballot accepted, int bytes) {}

    Glance glance(RowKey key) {
        Stored stored = stored(key);
        int bytes = stored.accepted().map(Accepted::valueBytes).orElse(0);
        return new Glance(promised(stored), stored.ballot(), bytes);
    }

    /** What an entry of the table says at its beginning. */
    static StoredRegisters.Stored glance(RowKey register, byte[] stored) {
        ByteReader in = new ByteReader(stored);
        Ballot accepted = Ballot.readFrom(in);
        Ballot.readFrom(in);
        return new StoredRegisters.Stored(register, accepted, RegisterValue.isTombstone(in));
    }

    /** The value of an entry of the table. To look at from outside. */
    public static RegisterValue valueOf(byte[] stored) {
        return Accepted.fromBytes(stored).value();
    }

    /** Forgets a tombstone, if it was accepted under this ballot. What it said of later rounds goes into the floor. */
    public boolean drop(RowKey key, Ballot ballot) {
        RegisterState state = state(key);
        RegisterValue value = state.value();
        boolean isThere = state.accepted().equals(ballot) && !ballot.isNone() && value.isTombstone();
        if (isThere) {
            long version = config.makes(PlantedBug.VERSION_RESTARTS_AFTER_DROP) ? 0 : value.version();
            raiseFloor(new RegisterFloor(Ballot.max(state.promised(), ballot), version, value.lastIssueMillis()));
            // What no marker tells of yet remains noted.
            delete(key);
        }
        return isThere;
    }

    /**
     * Takes over what a majority of the others has, on behalf of an incarnation that has not voted yet. Its floor is that of the
     * others, who do not go by it where they have something stored.
     */
    public void install(RowKey key, Ballot ballot, RegisterValue value) {
        Stored stored = stored(key);
        if (stored.ballot().isBelow(ballot)) {
            store(key, ballot, Ballot.max(ballot, promised(stored)), value, stored);
        }
    }

    private void store(RowKey key, Ballot ballot, Ballot promised, RegisterValue value, Stored before) {
        Accepted accepted = Accepted.of(ballot, promised, value);
        storage.put(Table.REGISTERS, Keys.register(partition, key), accepted.toBytes());
        if (before.bare().isPresent()) {
            storage.delete(Table.REGISTERS, Keys.registerPromise(partition, key));
        }
        recent.put(key, new RecentRegisters.Entry(accepted, Optional.empty()));
    }

    /** Forgets a promise for a register of which nothing else is stored: the floor promises as much. */
    public void foldPromise(RowKey key) {
        Stored stored = stored(key);
        if (stored.accepted().isEmpty()) {
            raiseFloor(new RegisterFloor(promised(stored), 0, 0));
            storage.delete(Table.REGISTERS, Keys.registerPromise(partition, key));
        }
    }

    /** Takes over what another replica has dropped. */
    public void raiseFloor(RegisterFloor other) {
        RegisterFloor raised = floor.with(other.ballot(), other.version(), other.horizonMillis());
        if (!raised.equals(floor)) {
            floor = raised;
            floor.save(storage, partition);
        }
    }

    /** Deletes everything about a register, as when its bucket is dropped. */
    public void purge(RowKey key) {
        delete(key);
        storage.delete(Table.REGISTERS, Keys.unpublished(partition, key));
    }

    private void delete(RowKey key) {
        recent.remove(key);
        storage.delete(Table.REGISTERS, Keys.register(partition, key));
        storage.delete(Table.REGISTERS, Keys.registerPromise(partition, key));
    }

    private static byte[] bytes(Ballot ballot) {
        ByteWriter out = new ByteWriter(24);
        ballot.writeTo(out);
        return out.toByteArray();
    }
}
