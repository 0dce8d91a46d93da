package io.kvorum.replication.core;

import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.message.RowKey;
import java.util.List;

/**
 * What a core counts, for whoever watches the node. Called only while {@link Core#step} runs, on the thread that runs it; no
 * method blocks or throws, and nothing that a core does depends on it.
 */
public interface CoreMeter {
    CoreMeter NONE = new Deaf();

    /** Counts nothing; to be extended by whoever listens to some of it only. */
    class Deaf implements CoreMeter {
        @Override
        public void readRepair(RepairReason reason) {}

        @Override
        public void read(int siblings) {}

        @Override
        public void missingDots(int peer, long dots) {}

        @Override
        public void treeRepair() {}

        @Override
        public void damage(int partition, RowKey key) {}

        @Override
        public void leafCorrected(int partition) {}

        @Override
        public void rowDamaged(int partition, RowKey key) {}

        @Override
        public void rowReadWhole(int partition, RowKey key) {}

        @Override
        public void rowReplaced(int partition, RowKey key, List<WriteId> givenUp) {}

        @Override
        public void damagedRows(int rows) {}

        @Override
        public void consistent(String bucket, long nanos) {}

        @Override
        public void consistencyNotWatched() {}

        @Override
        public void oldestVerified(long millis) {}

        @Override
        public void feedWaits(int waits) {}

        @Override
        public void expired() {}

        @Override
        public void folded() {}

        @Override
        public void registerRenewed() {}

        @Override
        public void tombstoneDropped() {}
    }

    /** Why a read wrote a merged row to a replica. */
    enum RepairReason {
        /** The coordinator's own replica lacked something that another one brought. */
        COORDINATOR,
        /** A replica of the quorum lacked something. */
        LAGGARD,
        /** A laggard did not acknowledge, so another replica got the row as well. */
        SUBSTITUTE
    }

    void readRepair(RepairReason reason);

    /** @param siblings how many live versions a read has shown; 0: not found */
    void read(int siblings);

    /** @param dots how many dots that node is known to have and this shard to lack, as of the last clocks */
    void missingDots(int peer, long dots);

    /** A row was merged since the comparison of trees had found it to differ. */
    void treeRepair();

    /** A version that this node had lost was restored from another replica. */
    void damage(int partition, RowKey key);

    /** A leaf of the tree did not say what the rows say, and does now. */
    void leafCorrected(int partition);

    /** A stored row does not fit its checksum: this node says nothing about its key from now on. */
    void rowDamaged(int partition, RowKey key);

    /** What was found damaged was read whole later: it is not the disk, but what lies between it and this node. */
    void rowReadWhole(int partition, RowKey key);

    /**
     * A damaged row was replaced by what the other replicas have.
     *
     * @param givenUp writes under dots that it alone had seen: nobody acknowledged them but this replica, and they are lost
     */
    void rowReplaced(int partition, RowKey key, List<WriteId> givenUp);

    /** @param rows how many are known to be damaged at present */
    void damagedRows(int rows);

    /** The last replica has a write now. @param nanos since it was acknowledged */
    void consistent(String bucket, long nanos);

    /** A write was acknowledged of which it is not measured when the last replica has it: too many are. */
    void consistencyNotWatched();

    /** @param millis when the pair of replicas was found equal for which that was longest ago; 0 if some was not yet */
    void oldestVerified(long millis);

    /** @param waits how many consumers wait for changes */
    void feedWaits(int waits);

    /** Versions of a key that had expired were removed, at this node's instance. */
    void expired();

    /** The sum of older increments of a counter was written in their place, by this node. */
    void folded();

    /** A round has begun that brings a register to replicas which have missed its value. */
    void registerRenewed();

    /** The tombstone of a register was dropped here. */
    void tombstoneDropped();
}
