package io.kvorum.node.storage;

import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.StorageContract;
import io.kvorum.replication.storage.Table;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** RocksDB keeps the storage contract. */
class RocksStorageTest extends StorageContract {
    private static final StoreOptions SMALL = new StoreOptions(16 << 20, 8 << 20, 1);

    @TempDir
    Path directory;

    private int disks;

    @Override
    protected Disk newDisk() {
        return new RocksDisk(directory.resolve("disk" + disks++));
    }

    private static final class RocksDisk implements Disk {
        private final Path directory;
        private RocksStore store;
        private RocksStorage storage;

        RocksDisk(Path directory) {
            this.directory = directory;
            this.store = RocksStore.open(directory, SMALL);
            this.storage = store.shard();
        }

        @Override
        public Storage storage() {
            return storage;
        }

        @Override
        public void commit() {
            storage.commit();
        }

        @Override
        public void sync() {
            long batch = storage.commit();
            store.sync();
            storage.durableUpTo(batch);
        }

        @Override
        public void crash() {
            store.close();
            store = RocksStore.open(directory, SMALL);
            storage = store.shard();
        }

        @Override
        public void damage(Table table, byte[] key) {
            store.flush();
            store.close();
            try (Stream<Path> files = Files.list(directory)) {
                List<Path> tables =
                        files.filter(file -> file.toString().endsWith(".sst")).toList();
                for (Path file : tables) {
                    flipFirstBlock(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            store = RocksStore.open(directory, SMALL);
            storage = store.shard();
        }

        private static void flipFirstBlock(Path file) throws IOException {
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                bytes.seek(12);
                int old = bytes.read();
                bytes.seek(12);
                bytes.write(old ^ 0x55);
            }
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
