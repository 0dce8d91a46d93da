package io.kvorum.harness.live;

import io.kvorum.node.storage.RocksStorage;
import io.kvorum.node.storage.RocksStore;
import io.kvorum.node.storage.StoreOptions;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Makes rows vanish from the data directory of a node that is down, or changes their bytes, behind the back of everything that the
 * node keeps about them: what a bad disk, a bad memory or a bug below the store would do, and no checksum of the store tells.
 */
public final class RowLoss {
    private RowLoss() {}

    /**
     * @param data the node's data directory
     * @param wanted how many rows, spread over all that there are
     * @return how many vanished; fewer if there are not so many
     */
    public static int lose(Path data, int wanted) {
        return each(data, wanted, (rows, key) -> rows.delete(Table.ROWS, key));
    }

    /** As {@link #lose}, but a byte in the middle of each row changes. */
    public static int damage(Path data, int wanted) {
        return each(data, wanted, (rows, key) -> {
            byte[] row = rows.get(Table.ROWS, key).orElseThrow().clone();
            row[row.length / 2] = (byte) (row[row.length / 2] ^ 0x55);
            rows.put(Table.ROWS, key, row);
        });
    }

    private static int each(Path data, int wanted, BiConsumer<RocksStorage, byte[]> harm) {
        try (RocksStore store = RocksStore.open(data.resolve("db"), StoreOptions.DEFAULTS)) {
            RocksStorage rows = store.shard();
            List<byte[]> keys = new ArrayList<>();
            byte[] first = Keys.partition(0);
            byte[] end = Keys.partition(Integer.MAX_VALUE);
            rows.scan(Table.ROWS, first, end, (key, value) -> keys.add(key));
            int lost = Math.min(wanted, keys.size());
            for (int i = 0; i < lost; i++) {
                harm.accept(rows, keys.get((int) ((long) i * keys.size() / lost)));
            }
            rows.commit();
            store.sync();
            return lost;
        }
    }
}
