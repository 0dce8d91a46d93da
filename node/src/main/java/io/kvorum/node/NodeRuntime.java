package io.kvorum.node;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.node.config.NodeConfig;
import io.kvorum.node.directory.DataDirectory;
import io.kvorum.node.metrics.NodeMetrics;
import io.kvorum.node.peer.PeerHost;
import io.kvorum.node.peer.PeerNetwork;
import io.kvorum.node.serve.ServeHost;
import io.kvorum.node.serve.TopologyView;
import io.kvorum.node.shard.ClientCall;
import io.kvorum.node.shard.PeerDelivery;
import io.kvorum.node.shard.ShardDriver;
import io.kvorum.node.shard.ShardServices;
import io.kvorum.node.shard.Shards;
import io.kvorum.node.shard.WalSyncer;
import io.kvorum.protocol.client.NodeStatus;
import io.kvorum.protocol.client.PeerState;
import io.kvorum.replication.core.Event;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.topology.Topology;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ties shards, peers and clients together: whatever one of them says to another passes here. Thread-safe. */
final class NodeRuntime implements ShardServices, PeerHost, ServeHost {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRuntime.class);

    /** What the runtime stands on. */
    record Foundation(NodeConfig config, DataDirectory directory, NodeMetrics metrics, WalSyncer syncer) {}

    private final NodeConfig config;
    private final DataDirectory directory;
    private final NodeMetrics metrics;
    private final WalSyncer syncer;
    private final ActorRenewal renewal;
    private final BiConsumer<String, Throwable> onFailure;
    private final Runnable onDrain;
    private final AtomicReference<TopologyView> topology;
    private final long startedNanos = System.nanoTime();
    private volatile List<ShardDriver> shards = List.of();
    private volatile PeerNetwork network;
    private volatile boolean draining;
    private volatile boolean starting = true;

    /**
     * @param slowWork for what must not run on the shards' or the sockets' threads
     * @param onFailure told where and why; stops the node
     */
    @SuppressWarnings("NullAway.Init") // The network is made with this object; join() follows before any thread starts.
    NodeRuntime(
            Foundation foundation,
            Topology topology,
            Executor slowWork,
            BiConsumer<String, Throwable> onFailure,
            Runnable onDrain) {
        this.config = foundation.config;
        this.directory = foundation.directory;
        this.metrics = foundation.metrics;
        this.syncer = foundation.syncer;
        this.topology = new AtomicReference<>(new TopologyView(topology));
        this.onFailure = onFailure;
        this.onDrain = onDrain;
        this.renewal = new ActorRenewal(
                directory,
                slowWork,
                event -> shards.forEach(shard -> shard.tell(event)),
                // Peers know this node by its old actor.
                () -> network.reconnect(),
                onFailure);
    }

    /** To be called once, before anything starts. */
    void join(List<ShardDriver> drivers, PeerNetwork peers) {
        shards = List.copyOf(drivers);
        network = peers;
    }

    // ------------------------------------------------------------------------------------------------- for the shards

    @Override
    public void send(int node, long epoch, PeerMessage message) {
        network.send(node, epoch, message);
    }

    @Override
    public void sendToShard(int shard, PeerDelivery delivery) {
        shards.get(shard).deliver(delivery);
    }

    @Override
    public void topologyAdopted(int shard, Topology adopted) {
        TopologyView view = new TopologyView(adopted);
        topology.updateAndGet(old -> old.topology().epoch() < adopted.epoch() ? view : old);
        LOG.info(
                "Adopted a topology: epoch={} buckets={}",
                adopted.epoch(),
                adopted.buckets().size());
        for (int other = 0; other < shards.size(); other++) {
            if (other != shard) {
                shards.get(other).tell(new Event.TopologyChanged(adopted));
            }
        }
    }

    @Override
    public void freshActorNeeded(Actor old) {
        renewal.renew(old, "a peer knows dots of this actor that are not here");
    }

    @Override
    public void failed(String where, Throwable cause) {
        onFailure.accept(where, cause);
    }

    // -------------------------------------------------------------------------------------------------- for the peers

    @Override
    public Actor actor() {
        return directory.actor();
    }

    @Override
    public Actor acceptor() {
        return directory.acceptor();
    }

    @Override
    public long epoch() {
        return topology.get().topology().epoch();
    }

    @Override
    public long openedAfter(long run) {
        return directory.starts().openedAfter(run);
    }

    @Override
    public long run() {
        return directory.starts().run();
    }

    @Override
    public long durableSequence() {
        return syncer.durableSequence();
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public boolean deliver(PeerDelivery delivery) {
        return shards.get(Shards.of(delivery.message().partition(), shards.size()))
                .deliver(delivery);
    }

    @Override
    public void peerChanged(int node, boolean up) {
        shards.forEach(shard -> shard.tell(new Event.PeerChanged(node, up)));
    }

    @Override
    public void rolledBack(int peer, Actor claimed, long knownSequence) {
        LOG.error(
                "The data directory is an old copy: peer={} knows sequence={} claimed actor={}",
                peer,
                knownSequence,
                claimed);
        renewal.renew(claimed, "peer " + peer + " knows later writes of this node");
    }

    // ------------------------------------------------------------------------------------------------ for the clients

    @Override
    public TopologyView topology() {
        return topology.get();
    }

    @Override
    public int shards() {
        return shards.size();
    }

    @Override
    public boolean call(int shard, ClientCall call) {
        return shards.get(shard).call(call);
    }

    @Override
    public NodeStatus.Builder status() {
        NodeStatus.Builder status = NodeStatus.newBuilder()
                .setNode(config.self().number())
                .setName(config.self().name())
                .setClusterId(config.clusterId())
                .setSoftwareVersion(SoftwareVersion.text())
                .setUptimeMillis((System.nanoTime() - startedNanos) / 1_000_000)
                .setActor(actor().id())
                .setEpoch(epoch())
                .setDraining(draining)
                .setWallMillis(wallMillis());
        for (int node : network.nodes()) {
            status.addPeers(PeerState.newBuilder()
                    .setNode(node)
                    .setUp(network.isUp(node))
                    .setClockSkewMillis(metrics.skewMillis(node)));
        }
        return status;
    }

    @Override
    public boolean isStarting() {
        return starting;
    }

    void ready() {
        starting = false;
    }

    @Override
    public boolean isDraining() {
        return draining;
    }

    void setDraining() {
        draining = true;
    }

    @Override
    public void drain() {
        onDrain.run();
    }
}
