package io.kvorum.replication.replica;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;

/** The clock of a partition replica as it is stored: an entry for each actor. */
final class StoredClock {
    private StoredClock() {}

    static DotSet read(int partition, Storage storage) {
        DotSet[] all = {DotSet.EMPTY};
        storage.scan(Table.STATE, Keys.clockStart(partition), Keys.clockEnd(partition), (key, value) -> {
            all[0] = all[0].join(DotSet.readFrom(new ByteReader(value)));
            return true;
        });
        return all[0];
    }
}
