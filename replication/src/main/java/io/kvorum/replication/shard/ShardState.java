package io.kvorum.replication.shard;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.context.ContextSeal;
import io.kvorum.replication.core.CoreMeter;
import io.kvorum.replication.core.Effects;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.core.Time;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.replica.PartitionReplica;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.topology.Topology;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The state of one shard that its handlers share, and the way to the effects of the running step. */
public final class ShardState {
    private final ShardConfig config;
    private final Storage storage;
    private final CoreMeter meter;
    private final ContextSeal seal;
    private final SortedMap<Integer, PartitionReplica> partitions = new TreeMap<>();
    private final SortedSet<Integer> peersUp = new TreeSet<>();
    private Topology topology;
    private Actor actor;
    private Actor acceptor;
    private long nextRequest;
    private long missingDots;
    private Time now = new Time(0, 0);
    private Effects effects = new BeforeStart();

    public ShardState(ShardConfig config, Topology topology, Storage storage, CoreMeter meter) {
        this.config = config;
        this.meter = meter;
        this.storage = storage;
        this.topology = topology;
        this.actor = config.actor();
        this.acceptor = config.acceptor();
        this.seal = new ContextSeal(config.clusterSecret());
        this.nextRequest = config.runNonce();
        openPartitions();
    }

    /** Makes the time and the effects of a step current. */
    public void enter(Time stepTime, Effects stepEffects) {
        now = stepTime;
        effects = stepEffects;
    }

    private void openPartitions() {
        for (int partition = config.shard(); partition < topology.partitionCount(); partition += config.shards()) {
            if (topology.replicasOf(partition).contains(config.node()) && !partitions.containsKey(partition)) {
                partitions.put(partition, new PartitionReplica(partition, storage, config));
            }
        }
        partitions.values().forEach(replica -> replica.droppedBuckets(topology::isDropped));
    }

    public ShardConfig config() {
        return config;
    }

    public Limits limits() {
        return config.limits();
    }

    public boolean makes(PlantedBug bug) {
        return config.makes(bug);
    }

    public Storage storage() {
        return storage;
    }

    public CoreMeter meter() {
        return meter;
    }

    public ContextSeal seal() {
        return seal;
    }

    public Time now() {
        return now;
    }

    public int node() {
        return config.node();
    }

    public Actor actor() {
        return actor;
    }

    /** The incarnation of the directory, under which this node votes for linearizable keys. */
    public Actor acceptor() {
        return acceptor;
    }

    /** This directory is an old copy: neither its dots nor its votes go on. */
    public void takeActor(Actor fresh) {
        actor = fresh;
        acceptor = fresh;
        noteOpener();
    }

    /** Tells each partition under which incarnation it is open; in a step, for it writes. */
    public void noteOpener() {
        long margin = limits().forgettableAfterMillis();
        partitions.values().forEach(replica -> replica.openedBy(actor, now.wallMillis() - margin));
    }

    public Topology topology() {
        return topology;
    }

    /** Adopts a newer topology and opens the partitions that it gives to this shard. */
    public void adoptTopology(Topology newer) {
        topology = newer;
        openPartitions();
        noteOpener();
    }

    /** The partition's replica here, if this node owns it. */
    public Optional<PartitionReplica> replica(int partition) {
        return Optional.ofNullable(partitions.get(partition));
    }

    /** In ascending order of their numbers. */
    public Collection<PartitionReplica> replicas() {
        return Collections.unmodifiableCollection(partitions.values());
    }

    public void peerChanged(int node, boolean up) {
        if (up) {
            peersUp.add(node);
        } else {
            peersUp.remove(node);
        }
    }

    /** Can the node be reached, as far as is known? This node always can. */
    public boolean isUp(int node) {
        return node == config.node() || peersUp.contains(node);
    }

    public String regionOf(int node) {
        return topology.node(node).map(info -> info.region()).orElse("");
    }

    /** Dots that this shard's replicas are known to lack, as of the last exchanges. */
    public long missingDots() {
        return missingDots;
    }

    public void missingDots(long dots) {
        missingDots = dots;
    }

    /** Never given twice by one run of the process. */
    public long nextRequest() {
        return nextRequest++;
    }

    public void send(int node, PeerMessage message, Hold hold) {
        effects.send(node, message, makes(PlantedBug.SEND_BEFORE_DURABLE) ? Hold.NONE : hold);
    }

    public void reply(ReplyTarget target, ClientReply reply, Hold hold) {
        Hold used = makes(PlantedBug.SEND_BEFORE_DURABLE) ? Hold.NONE : hold;
        switch (target) {
            case ReplyTarget.Client client -> effects.reply(client.handle(), reply, used);
            case ReplyTarget.Inner inner -> inner.then().accept(reply);
            case ReplyTarget.Nobody nobody -> {}
            case ReplyTarget.Peer peer ->
                effects.send(peer.node(), new PeerMessage.Forwarded(peer.request(), peer.partition(), reply), used);
        }
    }

    public void timer(Duration delay, Timer timer) {
        effects.timer(delay.toNanos(), timer);
    }

    public void timerAt(long nanos, Timer timer) {
        effects.timer(Math.max(0, nanos - now.nanos()), timer);
    }

    public Effects effects() {
        return effects;
    }

    /** Nothing may leave before the core is started. */
    private static final class BeforeStart implements Effects {
        @Override
        public void send(int node, PeerMessage message, Hold hold) {
            throw notStarted();
        }

        @Override
        public void reply(long handle, ClientReply reply, Hold hold) {
            throw notStarted();
        }

        @Override
        public void timer(long delayNanos, Timer timer) {
            throw notStarted();
        }

        @Override
        public void topologyAdopted(Topology topology) {
            throw notStarted();
        }

        @Override
        public void freshActorNeeded(Actor old) {
            throw notStarted();
        }

        private static IllegalStateException notStarted() {
            return new IllegalStateException("the core is not started");
        }
    }
}
