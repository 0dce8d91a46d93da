package io.kvorum.antientropy.tree;

import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Rows;
import io.kvorum.crdt.row.Version;
import io.kvorum.replication.coordinate.OwnMutations;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.PeerMessage.ComparedRow;
import io.kvorum.replication.message.PeerMessage.KnownRow;
import io.kvorum.replication.message.PeerMessage.RestoreRow;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import java.util.List;
import java.util.Optional;

/** Mends one key in which two replicas differ: restores what one of them has lost, else merges their rows on both sides. */
final class RowMender {
    private final ShardState shard;
    private final TouchedKey touched;
    private long repairedRows;
    private long restoredRows;

    RowMender(ShardState shard, OwnMutations own) {
        this.shard = shard;
        this.touched = new TouchedKey(shard, own);
    }

    /** @return whether the two rows had the same versions already */
    boolean mend(PartitionReplica replica, int node, KnownRow asked, ComparedRow answer) {
        RowKey key = answer.key();
        if (replica.row(key).versions().equals(answer.row().versions())) {
            return true;
        }
        if (!touched.isPossible(replica)) {
            return false;
        }
        RowJudge.Judgement judgement = new RowJudge(shard, replica, key).judge(asked, answer);
        if (shard.makes(PlantedBug.TREE_MERGES_WITHOUT_JUDGING)) {
            judgement = new RowJudge.Judgement(List.of(), List.of(), false);
        }
        if (judgement.undecided()) {
            return false;
        }
        if (!judgement.isDamage()) {
            merge(replica, node, answer);
            return false;
        }
        restore(replica, key, judgement.lostHere(), answer.entries());
        if (!judgement.lostThere().isEmpty()) {
            Row row = replica.row(key);
            shard.send(
                    node,
                    new RestoreRow(replica.partition(), key, row, entriesOf(replica, row), replica.clock()),
                    Hold.UNTIL_DURABLE);
        }
        return false;
    }

    /** No damage: what one side has and the other lacks is on its way, or a removal. */
    private void merge(PartitionReplica replica, int node, ComparedRow answer) {
        RowKey key = answer.key();
        List<Version> before = replica.row(key).versions();
        replica.merge(key, Rows.fill(answer.row(), answer.clock()), answer.entries());
        repairedRows++;
        shard.meter().treeRepair();
        Row merged = replica.row(key);
        if (!merged.versions().equals(before)) {
            touched.tell(replica, key);
        }
        if (!merged.versions().equals(answer.row().versions())) {
            long request = shard.nextRequest();
            touched.tellWhenApplied(replica.partition(), key, request);
            shard.send(
                    node,
                    new PeerMessage.RepairRow(
                            request,
                            replica.partition(),
                            key,
                            Rows.fill(merged, replica.clock()),
                            entriesOf(replica, merged)),
                    Hold.UNTIL_DURABLE);
        }
    }

    /** A node has applied what it was sent under this request. */
    void onApplied(long request) {
        touched.onApplied(request);
    }

    void tell(PartitionReplica replica, RowKey key) {
        touched.tell(replica, key);
    }

    void onTick() {
        touched.onTick();
    }

    /** Another replica says that this one has lost versions. */
    void onRestore(RestoreRow message) {
        Optional<PartitionReplica> owned = shard.replica(message.partition())
                .filter(touched::isPossible)
                .filter(replica -> replica.readable(message.key()).isPresent());
        owned.ifPresent(replica -> {
            RowJudge judge = new RowJudge(shard, replica, message.key());
            List<Version> lost = judge.lostHere(message.row(), message.clock(), message.entries());
            restore(replica, message.key(), lost, message.entries());
        });
    }

    private void restore(PartitionReplica replica, RowKey key, List<Version> lost, List<LogEntry> entries) {
        if (!lost.isEmpty()) {
            replica.restore(key, lost, entries);
            touched.tell(replica, key);
            restoredRows++;
            shard.meter().damage(replica.partition(), key);
        }
    }

    private static List<LogEntry> entriesOf(PartitionReplica replica, Row row) {
        return replica.entriesOf(row.versions().stream().map(Version::dot).toList());
    }

    /** Merged after a comparison, here. */
    long repairedRows() {
        return repairedRows;
    }

    /** Of which this node had lost versions. */
    long restoredRows() {
        return restoredRows;
    }
}
