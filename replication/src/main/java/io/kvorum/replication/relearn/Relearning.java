package io.kvorum.replication.relearn;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.replication.acceptor.RegisterMessages;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.propose.Registers;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.topology.Bucket;
import java.util.Map;
import java.util.TreeMap;

/** Has this node's incarnation named, and lets it learn in each of the shard's partitions. */
public final class Relearning {
    private static final int TICKS_PER_INTERVAL = 4;
    /** Partitions that learn at one time. */
    private static final int AT_ONCE = 8;

    private final ShardState shard;
    private final RegisterMessages acceptors;
    private final Registers registers;
    private final Map<Integer, Learner> learners = new TreeMap<>();

    public Relearning(ShardState shard, RegisterMessages acceptors, Registers registers) {
        this.shard = shard;
        this.acceptors = acceptors;
        this.registers = registers;
    }

    public void start() {
        onTick();
    }

    public void onTick() {
        if (shard.config().shard() == 0) {
            askToBeNamed();
        }
        int learning = 0;
        for (PartitionReplica replica : shard.replicas()) {
            int partition = replica.partition();
            if (acceptors.voting().mustLearn(partition) && learning < AT_ONCE) {
                Learner learner = learners.computeIfAbsent(partition, p -> new Learner(shard, acceptors, registers, p));
                // One whose replicas are away keeps no other from its turn.
                if (learner.canProceed()) {
                    learning++;
                    learner.tick();
                }
            }
        }
        learners.keySet().removeIf(partition -> acceptors.voting().hasLearned(partition));
        shard.timer(shard.limits().topologyInterval().dividedBy(TICKS_PER_INTERVAL), new Timer.RelearnTick());
    }

    /** The wish names the incarnation that it replaces: one that comes late changes nothing. */
    private void askToBeNamed() {
        Actor named = shard.topology().acceptors().named(shard.node());
        if (!named.equals(shard.acceptor()) && somebodyVotes()) {
            shard.send(
                    shard.topology().metadataNode(), new PeerMessage.NameAcceptor(named, shard.acceptor()), Hold.NONE);
        }
    }

    /** Where there never was a strong bucket nobody has to be named. */
    private boolean somebodyVotes() {
        return !shard.topology().acceptors().names().isEmpty()
                || shard.topology().buckets().stream().anyMatch(Bucket::isStrong);
    }

    public void onPage(int node, PeerMessage.RegisterPage page) {
        Learner learner = learners.get(page.partition());
        if (learner != null) {
            learner.onPage(node, page);
        }
    }
}
