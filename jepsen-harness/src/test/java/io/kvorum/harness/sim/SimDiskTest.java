package io.kvorum.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.StorageContract;
import io.kvorum.replication.storage.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The simulator's disk keeps the same contract as RocksDB, and fails in the ways that it should. */
class SimDiskTest extends StorageContract {
    @Override
    protected Disk newDisk() {
        SimDisk disk = new SimDisk(Actor.of(1, 1), 1);
        return new Disk() {
            @Override
            public Storage storage() {
                return disk;
            }

            @Override
            public void commit() {
                disk.endStep();
            }

            @Override
            public void sync() {
                disk.synced(disk.lastSequence(), batch -> {});
            }

            @Override
            public void crash() {
                disk.crash(0, batch -> {});
            }

            @Override
            public void damage(Table table, byte[] key) {
                assertThat(disk.damage(table, key)).isTrue();
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void aCrashKeepsTheSyncedBatchesAndAnyNumberOfTheNextWhole() {
        for (int surviving = 0; surviving <= 3; surviving++) {
            SimDisk disk = new SimDisk(Actor.of(1, 1), 1);
            write(disk, 1);
            disk.synced(disk.lastSequence(), batch -> {});
            write(disk, 2);
            write(disk, 3);
            write(disk, 4);
            List<SimDisk.Batch> lost = disk.crash(surviving, batch -> {});
            assertThat(lost).hasSize(3 - surviving);
            for (int number = 1; number <= 4; number++) {
                boolean there = number <= 1 + surviving;
                assertThat(disk.get(Table.ROWS, key(number)).isPresent()).isEqualTo(there);
                assertThat(disk.get(Table.LOG, key(number)).isPresent()).isEqualTo(there);
            }
        }
    }

    @Test
    void aSnapshotIsTheDurableStateAndComesBackAsItWas() {
        SimDisk disk = new SimDisk(Actor.of(1, 1), 1);
        write(disk, 1);
        disk.synced(disk.lastSequence(), batch -> {});
        write(disk, 2);
        SimDisk.Snapshot snapshot = disk.snapshot();
        write(disk, 3);
        disk.restore(snapshot, true);
        assertThat(disk.get(Table.ROWS, key(1))).isPresent();
        assertThat(disk.get(Table.ROWS, key(2))).isEmpty();
        assertThat(disk.get(Table.ROWS, key(3))).isEmpty();
        assertThat(disk.isMarked()).isTrue();
    }

    private static void write(SimDisk disk, int number) {
        disk.put(Table.ROWS, key(number), new byte[] {1});
        disk.put(Table.LOG, key(number), new byte[] {2});
        disk.endStep();
    }

    private static byte[] key(int number) {
        return new byte[] {(byte) number};
    }
}
