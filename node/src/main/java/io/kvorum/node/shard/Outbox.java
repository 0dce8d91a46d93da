package io.kvorum.node.shard;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.replication.core.Effects;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.topology.Topology;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the steps of a shard want done. What may leave at once leaves at the end of the drain; what is held leaves when the
 * batch of its step is durable, in the order in which it was asked for.
 */
final class Outbox implements Effects {
    private sealed interface Parcel {}

    private record Message(int node, long epoch, PeerMessage message) implements Parcel {}

    private record Reply(ClientCall call, ClientReply reply) implements Parcel {}

    private record Held(long batch, List<Parcel> parcels) {}

    private final int node;
    private final int shard;
    private final int shards;
    private final ShardServices services;
    private final TimerHeap timers;
    private final Map<Long, ClientCall> open = new HashMap<>();
    private final ArrayDeque<PeerDelivery> toSelf = new ArrayDeque<>();
    private final ArrayDeque<Held> waiting = new ArrayDeque<>();
    private List<Parcel> ready = new ArrayList<>();
    private List<Parcel> held = new ArrayList<>();
    private long nextHandle = 1;
    private long nowNanos;
    private long epoch;

    Outbox(int node, int shard, int shards, ShardServices services, TimerHeap timers) {
        this.node = node;
        this.shard = shard;
        this.shards = shards;
        this.services = services;
        this.timers = timers;
    }

    void beginStep(long stepNanos) {
        nowNanos = stepNanos;
    }

    void epoch(long newEpoch) {
        epoch = newEpoch;
    }

    /** A handle by which the core answers the call. */
    long open(ClientCall call) {
        long handle = nextHandle++;
        open.put(handle, call);
        return handle;
    }

    int openCalls() {
        return open.size();
    }

    @Override
    public void send(int toNode, PeerMessage message, Hold hold) {
        (hold == Hold.NONE ? ready : held).add(new Message(toNode, epoch, message));
    }

    @Override
    public void reply(long handle, ClientReply reply, Hold hold) {
        ClientCall call = open.remove(handle);
        if (call == null) {
            throw new IllegalStateException("second reply to handle " + handle + ": " + reply);
        }
        (hold == Hold.NONE ? ready : held).add(new Reply(call, reply));
    }

    @Override
    public void timer(long delayNanos, Timer timer) {
        timers.add(nowNanos + delayNanos, timer);
    }

    @Override
    public void topologyAdopted(Topology topology) {
        epoch = topology.epoch();
        services.topologyAdopted(shard, topology);
    }

    @Override
    public void freshActorNeeded(Actor old) {
        services.freshActorNeeded(old);
    }

    /** Lets go what need not wait. */
    void releaseReady() {
        if (!ready.isEmpty()) {
            List<Parcel> parcels = ready;
            ready = new ArrayList<>();
            parcels.forEach(this::release);
        }
    }

    boolean hasHeld() {
        return !held.isEmpty();
    }

    /** What was held since the last call waits for this batch. */
    void holdUntil(long batch) {
        if (!held.isEmpty()) {
            waiting.add(new Held(batch, held));
            held = new ArrayList<>();
        }
    }

    /** Lets go what waited for batches up to this one. */
    void releaseUpTo(long durableBatch) {
        while (!waiting.isEmpty() && waiting.getFirst().batch <= durableBatch) {
            waiting.removeFirst().parcels.forEach(this::release);
        }
    }

    /** A message of this shard to itself. */
    @Nullable
    PeerDelivery pollToSelf() {
        return toSelf.poll();
    }

    private void release(Parcel parcel) {
        switch (parcel) {
            case Reply reply -> reply.call.replyTo().reply(reply.reply);
            case Message message
            when message.node != node -> services.send(message.node, message.epoch, message.message);
            case Message message -> releaseToSelf(message);
        }
    }

    private void releaseToSelf(Message message) {
        PeerDelivery delivery = new PeerDelivery(() -> false, node, message.epoch, message.message, 0);
        int target = Shards.of(message.message.partition(), shards);
        if (target == shard) {
            toSelf.add(delivery);
        } else {
            services.sendToShard(target, delivery);
        }
    }
}
