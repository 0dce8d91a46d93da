package io.kvorum.replication.member;

import io.kvorum.replication.core.Hold;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import io.kvorum.replication.topology.NodeInfo;
import io.kvorum.replication.topology.Topology;
import io.kvorum.replication.topology.TopologyCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stores and spreads the topology. Every message carries its sender's epoch: who is behind asks, who is ahead offers; and
 * every so often each node asks another one in turn. Runs on shard 0; the driver tells the other shards.
 */
public final class TopologyKeeper {
    /** Where the topology is stored, in {@link Table#META}. */
    public static final String KEY_NAME = "topology";

    private static final byte[] KEY = Keys.meta(KEY_NAME);

    private final ShardState shard;
    private int turn;
    private long askedAtNanos = Long.MIN_VALUE;

    public TopologyKeeper(ShardState shard) {
        this.shard = shard;
    }

    /** What an earlier run of the node stored. */
    public static Optional<Topology> stored(Storage storage) {
        return storage.get(Table.META, KEY).map(bytes -> TopologyCodec.fromBytes(bytes));
    }

    /** Adopts and stores a newer topology; an older or equal one changes nothing. */
    public void adopt(Topology topology) {
        if (topology.epoch() <= shard.topology().epoch()
                || !topology.clusterId().equals(shard.topology().clusterId())) {
            return;
        }
        shard.adoptTopology(topology);
        shard.storage().put(Table.META, KEY, TopologyCodec.toBytes(topology));
        shard.effects().topologyAdopted(topology);
    }

    public void offerToAll() {
        for (NodeInfo node : shard.topology().nodes()) {
            if (node.number() != shard.node()) {
                shard.send(node.number(), new PeerMessage.TopologyOffer(shard.topology()), Hold.UNTIL_DURABLE);
            }
        }
    }

    /** A message came with this epoch. */
    public void onEpoch(int node, long epoch) {
        boolean askedLately = askedAtNanos != Long.MIN_VALUE
                && shard.now().nanos() - askedAtNanos
                        < shard.limits().topologyInterval().toNanos() / 4;
        if (epoch > shard.topology().epoch() && !askedLately) {
            askedAtNanos = shard.now().nanos();
            ask(node);
        }
    }

    public void onPeerUp(int node) {
        ask(node);
    }

    private void ask(int node) {
        shard.send(node, new PeerMessage.TopologyQuestion(shard.topology().epoch()), Hold.NONE);
    }

    public void onTick() {
        List<Integer> others = new ArrayList<>();
        for (NodeInfo node : shard.topology().nodes()) {
            if (node.number() != shard.node() && shard.isUp(node.number())) {
                others.add(node.number());
            }
        }
        if (!others.isEmpty()) {
            turn = (turn + 1) % others.size();
            ask(others.get(turn));
        }
    }

    public void onQuestion(int node, PeerMessage.TopologyQuestion question) {
        if (question.epoch() < shard.topology().epoch()) {
            shard.send(node, new PeerMessage.TopologyOffer(shard.topology()), Hold.UNTIL_DURABLE);
        }
        if (question.epoch() > shard.topology().epoch()) {
            ask(node);
        }
    }

    public void onOffer(PeerMessage.TopologyOffer offer) {
        adopt(offer.topology());
    }
}
