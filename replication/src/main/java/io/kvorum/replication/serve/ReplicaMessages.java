package io.kvorum.replication.serve;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Rows;
import io.kvorum.crdt.row.Version;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.message.ApplyResult;
import io.kvorum.replication.message.LogEntry;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.replica.KeyDifference;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a replica does when another node asks: apply a mutation, merge a row, show a row. */
public final class ReplicaMessages {
    private final ShardState shard;

    public ReplicaMessages(ShardState shard) {
        this.shard = shard;
    }

    public void onApply(int node, PeerMessage.ApplyMutation apply) {
        ApplyResult result = shard.replica(apply.partition())
                .map(replica -> replica.apply(apply.key(), apply.mutation()))
                .orElse(ApplyResult.NOT_OWNER);
        answer(node, apply.request(), apply.partition(), result);
    }

    public void onRepair(int node, PeerMessage.RepairRow repair) {
        Optional<PartitionReplica> replica = shard.replica(repair.partition());
        ApplyResult result = replica.map(owner -> owner.merge(repair.key(), repair.row(), repair.entries()))
                .map(merged -> merged ? ApplyResult.APPLIED : ApplyResult.DAMAGED)
                .orElse(ApplyResult.NOT_OWNER);
        answer(node, repair.request(), repair.partition(), result);
    }

    private void answer(int node, long request, int partition, ApplyResult result) {
        shard.send(node, new PeerMessage.ApplyAnswer(request, partition, result), Hold.UNTIL_DURABLE);
    }

    /**
     * A node that does not own the partition, or whose row is damaged, says nothing: the asker's hedge asks somebody else.
     */
    public void onRead(int node, PeerMessage.ReadRow read) {
        shard.replica(read.partition())
                .filter(replica -> read.replacing().isEmpty()
                        || forget(replica, read.replacing().get()))
                .ifPresent(replica -> replica.readable(read.key())
                        .ifPresentOrElse(row -> answerRead(node, read, replica, row), () -> answerDamaged(node, read)));
    }

    /** @return false if it is too early for that */
    private boolean forget(PartitionReplica replica, long issuedMillis) {
        boolean isOutside =
                shard.now().wallMillis() > issuedMillis + shard.limits().forgettableAfterMillis();
        if (isOutside) {
            replica.raiseHorizon(issuedMillis);
        }
        return isOutside;
    }

    /** Where all that the others know is being collected, that nothing can be said here is an answer, too. */
    private void answerDamaged(int node, PeerMessage.ReadRow read) {
        if (read.replacing().isPresent()) {
            PeerMessage nothing = new PeerMessage.RowAnswer(
                    read.request(), read.partition(), Optional.empty(), List.of(), DotSet.EMPTY, DotSet.EMPTY, 0);
            shard.send(node, nothing, Hold.UNTIL_DURABLE);
        }
    }

    private void answerRead(int node, PeerMessage.ReadRow read, PartitionReplica replica, Row row) {
        boolean send = read.known()
                .map(known -> new KeyDifference(replica, shard.config()).differs(read.key(), known))
                .orElse(true);
        FilledRow filled = Rows.fill(row, replica.clock());
        List<LogEntry> entries = new ArrayList<>();
        if (send) {
            entries.addAll(replica.entriesOf(liveDots(row)));
            read.known().ifPresent(known -> entries.addAll(replica.log().undoing(row, known.live())));
        }
        PeerMessage answer = new PeerMessage.RowAnswer(
                read.request(),
                read.partition(),
                send ? Optional.of(filled) : Optional.empty(),
                entries,
                row.context(),
                replica.clock(),
                replica.asOfMillis());
        boolean unsynced = read.replacing().isPresent() || replica.isUnsynced(read.key(), shard.actor());
        shard.send(node, answer, unsynced ? Hold.UNTIL_DURABLE : Hold.NONE);
    }

    private static List<Dot> liveDots(Row row) {
        return row.versions().stream().map(Version::dot).toList();
    }
}
