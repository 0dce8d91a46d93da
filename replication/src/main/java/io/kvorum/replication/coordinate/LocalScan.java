package io.kvorum.replication.coordinate;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.ScannedRow;
import io.kvorum.replication.request.ClientRequest.ScanLocal;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows what this node itself holds of a partition, a page at a time. */
final class LocalScan {
    private static final int MAX_ROWS = 10_000;
    private static final int PAGE_BYTES = 1 << 20;

    private LocalScan() {}

    static ClientReply run(ShardState shard, ScanLocal scan) {
        Optional<PartitionReplica> owned = shard.replica(scan.partition());
        if (owned.isEmpty()) {
            return Failures.refused(
                    ErrorCode.BAD_REQUEST, "this node does not own partition " + scan.partition() + ": ask an owner");
        }
        PartitionReplica replica = owned.get();
        int limit = Math.max(1, Math.min(scan.limit(), MAX_ROWS));
        byte[] from = scan.after().isEmpty()
                ? Keys.partition(scan.partition())
                : Keys.successor(scan.after().array());
        List<ScannedRow> rows = new ArrayList<>();
        Bytes[] next = {Bytes.EMPTY};
        int[] bytes = {0};
        replica.scanRows(from, (stored, row) -> {
            RowKey key = Keys.rowKey(stored);
            rows.add(new ScannedRow(key.bucket(), key.key(), key.sub(), row.versions(), row.context()));
            bytes[0] += stored.length
                    + row.versions().stream()
                            .mapToInt(version -> version.value().length())
                            .sum();
            boolean more = rows.size() < limit && bytes[0] < PAGE_BYTES;
            if (!more) {
                next[0] = Bytes.of(stored);
            }
            return more;
        });
        DotSet clock = replica.clock();
        return new ClientReply.Scanned(rows, next[0], clock);
    }
}
