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
    private RegisterFloor floor;

    public Acceptor(int partition, Storage storage, ShardConfig config, AcceptWatch watch) {
        this.partition = partition;
        this.storage = storage;
        this.config = config;
        this.watch = watch;
        this.floor = RegisterFloor.load(storage, partition);
    }

    /** What is stored under one key: the value, its ballot, and what was promised with it. */
    private record Stored(Ballot accepted, Ballot promised, byte[] value) {
        byte[] toBytes() {
            ByteWriter out = new ByteWriter(48 + value.length);
            accepted.writeTo(out);
            promised.writeTo(out);
            return out.writeRaw(value).toByteArray();
        }

        static Stored fromBytes(byte[] bytes) {
            ByteReader in = new ByteReader(bytes);
            Ballot accepted = Ballot.readFrom(in);
            Ballot promised = Ballot.readFrom(in);
            return new Stored(accepted, promised, in.readRaw(in.remaining()));
        }
    }

    public RegisterFloor floor() {
        return floor;
    }

    /** The ballots of one register: what was promised, and under which the stored value was accepted. */
    private record Ballots(Ballot promised, Ballot accepted, boolean hasBarePromise) {}

    private Ballots ballots(RowKey key, Optional<Stored> stored) {
        Optional<Ballot> bare = storage.get(Table.REGISTERS, Keys.registerPromise(partition, key))
                .map(bytes -> Ballot.readFrom(new ByteReader(bytes)));
        Ballot with = stored.map(Stored::promised).orElse(floor.ballot());
        boolean bareOnly = stored.isPresent() && config.makes(PlantedBug.ACCEPTOR_COMPARES_BARE_PROMISES_ONLY);
        return new Ballots(
                bareOnly ? bare.orElse(Ballot.NONE) : Ballot.max(with, bare.orElse(Ballot.NONE)),
                stored.map(Stored::accepted).orElse(Ballot.NONE),
                bare.isPresent());
    }

    private Optional<Stored> stored(RowKey key) {
        return storage.get(Table.REGISTERS, Keys.register(partition, key)).map(Stored::fromBytes);
    }

    public RegisterState state(RowKey key) {
        Optional<Stored> stored = stored(key);
        Ballots ballots = ballots(key, stored);
        RegisterValue value = stored.map(Stored::value)
                .map(RegisterValue::fromBytes)
                .orElseGet(() -> RegisterValue.absent(floor.version(), floor.horizonMillis()));
        return new RegisterState(ballots.promised(), ballots.accepted(), value);
    }

    /** What was promised last, be it with a value, alone, or by the floor. */
    public Ballot promised(RowKey key) {
        return ballots(key, stored(key)).promised();
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
        }
        return granted;
    }

    /**
     * Accepts the value unless a higher ballot was promised.
     *
     * @param next promised from now on, for the proposer's next round; {@link Ballot#NONE} for no other than this one
     */
    public boolean accept(RowKey key, Ballot ballot, RegisterValue value, Ballot next) {
        Ballots now = ballots(key, stored(key));
        if (ballot.isBelow(now.promised()) || ballot.isBelow(now.accepted())) {
            return false;
        }
        Ballot promised = Ballot.max(Ballot.max(ballot, next), now.promised());
        store(key, ballot, promised, value, now.hasBarePromise());
        watch.accepted(partition, key, value);
        return true;
    }

    /** Takes over a value that a majority has at this ballot. It counts as an accept: refused below what was promised. */
    public boolean copy(RowKey key, Ballot ballot, RegisterValue value) {
        boolean isNewer = ballots(key, stored(key)).accepted().isBelow(ballot);
        return isNewer && accept(key, ballot, value, Ballot.NONE);
    }

    /** Under which ballot the stored value was accepted; {@link Ballot#NONE} if nothing is stored. */
    public Ballot accepted(RowKey key) {
        return storage.get(Table.REGISTERS, Keys.register(partition, key))
                .map(Acceptor::acceptedOf)
                .orElse(Ballot.NONE);
    }

    /** The ballots of a register. @param bytes that were read for it */
    record Glance(Ballot promised, Ballot accepted, int bytes) {}

    Glance glance(RowKey key) {
        Optional<Stored> stored = stored(key);
        Ballots ballots = ballots(key, stored);
        return new Glance(
                ballots.promised(),
                ballots.accepted(),
                stored.map(found -> found.value().length).orElse(0));
    }

    private static Ballot acceptedOf(byte[] stored) {
        return Ballot.readFrom(new ByteReader(stored));
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
        return RegisterValue.fromBytes(Stored.fromBytes(stored).value());
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
        Ballots now = ballots(key, stored(key));
        if (now.accepted().isBelow(ballot)) {
            store(key, ballot, Ballot.max(ballot, now.promised()), value, now.hasBarePromise());
        }
    }

    private void store(RowKey key, Ballot ballot, Ballot promised, RegisterValue value, boolean hasBarePromise) {
        storage.put(
                Table.REGISTERS,
                Keys.register(partition, key),
                new Stored(ballot, promised, value.toBytes()).toBytes());
        if (hasBarePromise) {
            storage.delete(Table.REGISTERS, Keys.registerPromise(partition, key));
        }
    }

    /** Forgets a promise for a register of which nothing else is stored: the floor promises as much. */
    public void foldPromise(RowKey key) {
        Optional<Stored> stored = stored(key);
        if (stored.isEmpty()) {
            raiseFloor(new RegisterFloor(ballots(key, stored).promised(), 0, 0));
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
        storage.delete(Table.REGISTERS, Keys.register(partition, key));
        storage.delete(Table.REGISTERS, Keys.registerPromise(partition, key));
    }

    private static byte[] bytes(Ballot ballot) {
        ByteWriter out = new ByteWriter(24);
        ballot.writeTo(out);
        return out.toByteArray();
    }
}
