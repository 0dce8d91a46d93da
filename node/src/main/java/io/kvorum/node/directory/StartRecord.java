package io.kvorum.node.directory;

import io.kvorum.node.peer.OwnStarts;
import io.kvorum.node.storage.RocksStore;
import io.kvorum.replication.storage.Table;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/** The starts of processes on a directory, this one's included. Made before this process writes anything. */
public final class StartRecord {
    private static final byte[] META_STARTS = "node/starts".getBytes(StandardCharsets.UTF_8);

    private final RocksStore store;
    private final OwnStarts.Start present;
    private final OwnStarts all;

    StartRecord(RocksStore store) {
        this.store = store;
        this.present = new OwnStarts.Start(new SecureRandom().nextLong(), store.sequence());
        this.all = store.read(Table.META, META_STARTS)
                .map(OwnStarts::fromBytes)
                .orElse(OwnStarts.NONE)
                .with(present);
    }

    /** Durably, before a peer hears of this start: what it says must be found in the directory, or not be there at all. */
    void keep() {
        store.writeDurably(Table.META, META_STARTS, all.toBytes());
    }

    /** Random, of this process. */
    public long run() {
        return present.run();
    }

    /** See {@link OwnStarts#openedAfter}. */
    public long openedAfter(long run) {
        return all.openedAfter(run);
    }
}
