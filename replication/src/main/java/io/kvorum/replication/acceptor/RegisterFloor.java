package io.kvorum.replication.acceptor;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.replication.register.Ballot;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;

/**
 * What a partition remembers of all tombstones that it has dropped, as one: every register of which nothing is stored counts
 * as promised up to the ballot, its versions go on above the version, and updates issued up to the horizon are refused.
 */
public record RegisterFloor(Ballot ballot, long version, long horizonMillis) {
    public static final RegisterFloor NONE = new RegisterFloor(Ballot.NONE, 0, 0);

    /** The floor after something with these was dropped. */
    public RegisterFloor with(Ballot dropped, long droppedVersion, long droppedHorizon) {
        return new RegisterFloor(
                Ballot.max(ballot, dropped),
                Math.max(version, droppedVersion),
                Math.max(horizonMillis, droppedHorizon));
    }

    static RegisterFloor load(Storage storage, int partition) {
        return storage.get(Table.STATE, Keys.registerFloor(partition))
                .map(bytes -> {
                    ByteReader in = new ByteReader(bytes);
                    RegisterFloor floor = new RegisterFloor(Ballot.readFrom(in), in.readVarLong(), in.readVarLong());
                    in.expectEnd();
                    return floor;
                })
                .orElse(NONE);
    }

    void save(Storage storage, int partition) {
        ByteWriter out = new ByteWriter(48);
        ballot.writeTo(out);
        out.writeVarLong(version).writeVarLong(horizonMillis);
        storage.put(Table.STATE, Keys.registerFloor(partition), out.toByteArray());
    }
}
