package io.kvorum.replication.member;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.quorum.LevelRequirement;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Before its first dot in a partition a node asks every other replica that it can reach for the highest dot of its own that
 * they know. One that is higher than what is on this disk means: the directory is an old copy, and a fresh actor is needed,
 * else one dot would come to name two values. This is the second line; the first is that a copy is marked or recognised by
 * its place, for a dot that only a lost node or a client has seen cannot be asked for.
 *
 * <p>An answer also says that the connection to that peer is up, and so that the peer knows of no newer durable write of this
 * directory. Before it votes for linearizable keys a node needs that from a majority: with fewer its vote is of no use anyway.
 */
public final class ActorCheck {
    private static final int ASKED_PER_INTERVAL = 10;
    private static final Set<Integer> NOBODY = Collections.emptySortedSet();

    private final ShardState shard;

    /** By partition the replicas that have not answered yet; a partition that is not here may mint. */
    private final Map<Integer, Set<Integer>> unanswered = new LinkedHashMap<>();

    /** By partition the replicas that have not answered in this run. */
    private final Map<Integer, Set<Integer>> unheard = new LinkedHashMap<>();

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
        unheard.put(replica.partition(), new TreeSet<>(others));
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

    /**
     * Have all replicas that can be reached, and enough of them, confirmed that this directory is not an old copy for it to vote?
     *
     * @param needsAll there is a doubt about the directory: a majority would not do
     */
    public boolean mayVote(int partition, boolean needsAll) {
        if (!mayMint(partition)) {
            return false;
        }
        int silent = unheard.getOrDefault(partition, NOBODY).size();
        if (silent == 0 || shard.makes(PlantedBug.OLD_COPY_VOTES_UNCONFIRMED)) {
            return true;
        }
        int replicas = shard.topology().replicasOf(partition).size();
        return !needsAll && replicas - silent >= LevelRequirement.majority(replicas);
    }

    /** A fallback has no replicas to ask about the partition; that its own partitions are confirmed has to do. */
    public boolean mayMintAsFallback() {
        return !freshActorAsked && unanswered.isEmpty();
    }

    public int unconfirmed() {
        return unanswered.size();
    }

    public void onPeerUp(int node) {
        for (Map.Entry<Integer, Set<Integer>> open : unheard.entrySet()) {
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
            shard.replica(partition).ifPresent(this::confirmIfAnswered);
        }
        unheard.forEach((partition, nodes) -> nodes.stream().filter(shard::isUp).forEach(node -> ask(partition, node)));
    }

    /** Before a fresh actor can be taken: whoever found out is telling all shards. */
    public void onDoubted() {
        freshActorAsked = true;
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
        Set<Integer> silent = unheard.getOrDefault(answer.partition(), NOBODY);
        if (silent.isEmpty() || !answer.actor().equals(shard.actor())) {
            return;
        }
        PartitionReplica replica = shard.replica(answer.partition()).orElseThrow();
        if (answer.highest() > replica.highest(shard.actor()) && !shard.makes(PlantedBug.OLD_COPY_KEEPS_ACTOR)) {
            if (!freshActorAsked) {
                freshActorAsked = true;
                shard.effects().freshActorNeeded(shard.actor());
            }
            return;
        }
        silent.remove(node);
        Set<Integer> open = unanswered.get(answer.partition());
        if (open != null) {
            open.remove(node);
        }
        confirmIfAnswered(replica);
    }

    /** The new actor has never been used: nobody need be asked. */
    public void onActorTaken(Actor fresh) {
        shard.takeActor(fresh);
        freshActorAsked = false;
        unanswered.clear();
        unheard.clear();
    }
}
