package io.kvorum.antientropy.register;

import io.kvorum.replication.acceptor.RegisterMessages;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.propose.Registers;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.topology.Bucket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gives each partition of the shard its turn: a page of its registers is compared with the other replicas. */
public final class RegisterRepair {
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(1);

    private final ShardState shard;
    private final RegisterMessages acceptors;
    private final Registers registers;
    private final Map<Integer, PartitionRepair> partitions = new TreeMap<>();
    private int turn;

    public RegisterRepair(ShardState shard, RegisterMessages acceptors, Registers registers) {
        this.shard = shard;
        this.acceptors = acceptors;
        this.registers = registers;
    }

    public void onTick() {
        List<PartitionReplica> replicas = new ArrayList<>(shard.replicas());
        if (replicas.isEmpty() || shard.topology().buckets().stream().noneMatch(Bucket::isStrong)) {
            return;
        }
        turn++;
        int partition = replicas.get(Math.floorMod(turn, replicas.size())).partition();
        partitions
                .computeIfAbsent(partition, p -> new PartitionRepair(shard, acceptors, registers, p))
                .onTurn();
    }

    /** One that was away may have missed something. */
    public void onPeerUp() {
        partitions.values().forEach(PartitionRepair::wake);
    }

    public void onCompared(int node, PeerMessage.RegistersCompared answer) {
        PartitionRepair repair = partitions.get(answer.partition());
        if (repair != null) {
            repair.onCompared(node, answer);
        }
    }

    /** Until the next turn; each partition has one in the pruning interval of the limits. */
    public Duration tickInterval() {
        int count = Math.max(1, shard.replicas().size());
        Duration share = shard.limits().pruneInterval().dividedBy(count);
        return share.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : share;
    }
}
