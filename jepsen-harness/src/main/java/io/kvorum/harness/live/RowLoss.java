package io.kvorum.harness.live;

import io.kvorum.node.storage.RocksStorage;
import io.kvorum.node.storage.RocksStore;
import io.kvorum.node.storage.StoreOptions;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes rows vanish from the data directory of a node that is down, behind the back of everything that the node keeps about them: what
 * a bad disk or a bug below the store would do, and no checksum tells.
 */
public final class RowLoss {
    private RowLoss() {}

    /**
     * @param data the node's data directory
     * @param wanted how many rows, spread over all that there are
     * @return how many vanished; fewer if there are not so many
     */
    public static int lose(Path data, int wanted) {
        try (RocksStore store = RocksStore.open(data.resolve("db"), StoreOptions.DEFAULTS)) {
            RocksStorage rows = store.shard();
            List<byte[]> keys = new ArrayList<>();
            byte[] first = Keys.partition(0);
            byte[] end = Keys.partition(Integer.MAX_VALUE);
            rows.scan(Table.ROWS, first, end, (key, value) -> keys.add(key));
            int lost = Math.min(wanted, keys.size());
            for (int i = 0; i < lost; i++) {
                rows.delete(Table.ROWS, keys.get((int) ((long) i * keys.size() / lost)));
            }
            rows.commit();
            store.sync();
            return lost;
        }
    }
}
