package io.kvorum.antientropy.tree;

import io.kvorum.crdt.row.CausalContext;
import io.kvorum.replication.coordinate.OwnMutations;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tells consumers of changes of a row that was mended. What a comparison brings has no dot of its own, and is no change to
 * them: so a mutation is made that removes nothing and adds nothing, and has one. Not before the row is mended where it was
 * wrong, or a consumer would look too early.
 */
final class TouchedKey {
    private static final int MAX_SENT = 10_000;

    private final ShardState shard;
    private final Map<Long, Sent> sent = new TreeMap<>();
    private final OwnMutations own;

    /** A mended row on its way. */
    private record Sent(int partition, RowKey key, long nanos) {}

    TouchedKey(ShardState shard, OwnMutations own) {
        this.shard = shard;
        this.own = own;
    }

    /** Can a row be mended and told of? Else nothing is to be mended: another comparison will find it again. */
    boolean isPossible(PartitionReplica replica) {
        return sent.size() < MAX_SENT && own.mayMint(replica);
    }

    /** Another node was sent the mended row: tells of it when that node has it, or should have it. */
    void tellWhenApplied(int partition, RowKey key, long request) {
        sent.put(request, new Sent(partition, key, shard.now().nanos()));
    }

    void onApplied(long request) {
        Sent applied = sent.get(request);
        if (applied != null && isTold(applied)) {
            sent.remove(request);
        }
    }

    /** Answers can be lost: then the row is there by now, or another comparison will find that it is not. */
    void onTick() {
        long timeout = shard.limits().exchangeTimeout().toNanos();
        sent.values().removeIf(each -> shard.now().nanos() - each.nanos >= timeout && isTold(each));
    }

    /** @return false if it has to wait */
    private boolean isTold(Sent applied) {
        Optional<PartitionReplica> replica = shard.replica(applied.partition);
        boolean waits = replica.isPresent() && !own.mayMint(replica.get());
        if (!waits) {
            replica.ifPresent(owned -> tell(owned, applied.key));
        }
        return !waits;
    }

    /** If it does not reach the others they will ask for it, as for any dot. A damaged row is told of when it is replaced. */
    void tell(PartitionReplica replica, RowKey key) {
        if (shard.makes(PlantedBug.MENDED_ROWS_ARE_NO_CHANGE)) {
            return;
        }
        if (!own.mayMint(replica)) {
            // The mended row has just filled the log.
            sent.put(
                    shard.nextRequest(),
                    new Sent(replica.partition(), key, shard.now().nanos()));
            return;
        }
        if (replica.readable(key).isPresent()) {
            own.make(replica, key, CausalContext.EMPTY);
        }
    }
}
