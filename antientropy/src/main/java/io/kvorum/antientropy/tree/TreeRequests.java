package io.kvorum.antientropy.tree;

import io.kvorum.replication.core.Hold;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.shard.ReplyTarget;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.tree.HashRange;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What operators ask of trees: compare now, and how it stands. */
public final class TreeRequests {
    private final ShardState shard;
    private final TreeExchange trees;
    private final Scrub scrub;

    public TreeRequests(ShardState shard, TreeExchange trees, Scrub scrub) {
        this.shard = shard;
        this.trees = trees;
        this.scrub = scrub;
    }

    /** @return whether the request was one of trees */
    public boolean handle(ReplyTarget target, ClientRequest request) {
        switch (request) {
            case ClientRequest.CompareTrees compare -> {
                trees.compareAllSoon();
                reply(target, shard.now().wallMillis());
            }
            case ClientRequest.ScrubNow now -> {
                scrub.hurry();
                reply(target, shard.now().wallMillis());
            }
            case ClientRequest.TreeStatus status -> reply(target, status.sinceMillis());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void reply(ReplyTarget target, long sinceMillis) {
        int verified = 0;
        int outOfReach = 0;
        long oldest = Long.MAX_VALUE;
        Set<Integer> unreachable = new TreeSet<>();
        List<TreeExchange.Pair> pairs = trees.pairs();
        for (TreeExchange.Pair pair : pairs) {
            long millis = trees.verifiedMillis(pair);
            oldest = Math.min(oldest, millis);
            if (!shard.isUp(pair.node())) {
                unreachable.add(pair.node());
            }
            if (millis >= sinceMillis && millis > 0) {
                verified++;
            } else if (!shard.isUp(pair.node())) {
                outOfReach++;
            }
        }
        long rows = 0;
        long leaves = 0;
        long damaged = 0;
        long scrubbed = Long.MAX_VALUE;
        int scrubbedSince = 0;
        for (PartitionReplica replica : shard.replicas()) {
            scrubbedSince += scrub.doneMillis(replica.partition()) >= sinceMillis ? 1 : 0;
            rows += replica.tree().sum(HashRange.ALL).rows();
            leaves += replica.tree().leaves();
            damaged += replica.damaged().size();
            scrubbed = Math.min(scrubbed, scrub.doneMillis(replica.partition()));
        }
        ClientReply.TreeState state = new ClientReply.TreeState(
                shard.now().wallMillis(),
                shard.replicas().size(),
                scrubbedSince,
                pairs.size(),
                verified,
                outOfReach,
                List.copyOf(unreachable),
                trees.running(),
                pairs.isEmpty() ? shard.now().wallMillis() : oldest,
                trees.mender().repairedRows(),
                trees.mender().restoredRows(),
                scrub.correctedLeaves(),
                rows,
                leaves,
                shard.replicas().isEmpty() ? shard.now().wallMillis() : scrubbed,
                scrub.readLeaves(),
                scrub.timeLeft().toMillis(),
                damaged);
        shard.reply(target, new ClientReply.Trees(state), Hold.NONE);
    }
}
