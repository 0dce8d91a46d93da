package io.kvorum.replication.member;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Before its first dot in a partition a node asks every other replica that it can reach for the highest dot of its own that
 * they know. One that is higher than what is on this disk means: the directory is an old copy, and a fresh actor is needed,
 * else one dot would come to name two values. This is the second line; the first is that a copy is marked or recognised by
 * its place, for a dot that only a lost node or a client has seen cannot be asked for.
 */
public final class ActorCheck {
    private static final int ASKED_PER_INTERVAL = 10;

    private final ShardState shard;

    /** By partition the replicas that have not answered yet; a partition that is not here may mint. */
    private final Map<Integer, Set<Integer>> unanswered = new LinkedHashMap<>();

    private boolean freshActorAsked;

    public ActorCheck(ShardState shard) {
        this.shard = shard;
    }

    public void start() {
        shard.replicas().forEach(this::begin);
        shard.replicas().forEach(this::confirmIfAnswered);
        askAgainSoon();
    }

    /**
     * A node that can be reached may not reach this one yet, and then its answers are lost: until all have answered they are
     * asked much more often than anybody is given up.
     */
    private void askAgainSoon() {
        if (!unanswered.isEmpty()) {
            shard.timer(shard.limits().topologyInterval().dividedBy(ASKED_PER_INTERVAL), new Timer.ActorTick());
        }
    }

    public void onActorTick() {
        unanswered.forEach(
                (partition, nodes) -> nodes.stream().filter(shard::isUp).forEach(node -> ask(partition, node)));
        askAgainSoon();
    }

    private void begin(PartitionReplica replica) {
        Set<Integer> others = new TreeSet<>(shard.topology().replicasOf(replica.partition()));
        others.remove(shard.node());
        unanswered.put(replica.partition(), others);
    }

    private void confirmIfAnswered(PartitionReplica replica) {
        Set<Integer> open = unanswered.get(replica.partition());
        if (open != null && open.isEmpty()) {
            unanswered.remove(replica.partition());
        }
    }

    public boolean mayMint(int partition) {
        return !freshActorAsked && !unanswered.containsKey(partition);
    }

    /** A fallback has no replicas to ask about the partition; that its own partitions are confirmed has to do. */
    public boolean mayMintAsFallback() {
        return !freshActorAsked && unanswered.isEmpty();
    }

    public int unconfirmed() {
        return unanswered.size();
    }

    public void onPeerUp(int node) {
        for (Map.Entry<Integer, Set<Integer>> open : unanswered.entrySet()) {
            if (open.getValue().contains(node)) {
                ask(open.getKey(), node);
            }
        }
    }

    private void ask(int partition, int node) {
        shard.send(node, new PeerMessage.ActorQuestion(partition, shard.actor()), Hold.NONE);
    }

    /** Nobody waits for nodes that cannot be reached; those that can are asked again. */
    public void onTick() {
        for (Map.Entry<Integer, Set<Integer>> entry : new ArrayList<>(unanswered.entrySet())) {
            int partition = entry.getKey();
            Set<Integer> open = entry.getValue();
            open.removeIf(node -> !shard.isUp(node));
            open.forEach(node -> ask(partition, node));
            shard.replica(partition).ifPresent(this::confirmIfAnswered);
        }
    }

    public void onQuestion(int node, PeerMessage.ActorQuestion question) {
        shard.replica(question.partition())
                .ifPresent(replica -> shard.send(
                        node,
                        new PeerMessage.ActorAnswer(
                                question.partition(),
                                question.actor(),
                                replica.clock().highest(question.actor())),
                        Hold.UNTIL_DURABLE));
    }

    public void onAnswer(int node, PeerMessage.ActorAnswer answer) {
        Set<Integer> open = unanswered.get(answer.partition());
        if (open == null || !answer.actor().equals(shard.actor())) {
            return;
        }
        PartitionReplica replica = shard.replica(answer.partition()).orElseThrow();
        if (answer.highest() > replica.highest(shard.actor()) && !shard.makes(PlantedBug.OLD_COPY_KEEPS_ACTOR)) {
            if (!freshActorAsked) {
                freshActorAsked = true;
                shard.effects().freshActorNeeded();
            }
            return;
        }
        open.remove(node);
        confirmIfAnswered(replica);
    }

    /** The new actor has never been used: nobody need be asked. */
    public void onActorTaken(Actor fresh) {
        shard.takeActor(fresh);
        freshActorAsked = false;
        unanswered.clear();
    }
}
