package io.kvorum.bench.repair;

import io.kvorum.antientropy.ShardCore;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.node.storage.RocksStorage;
import io.kvorum.node.storage.RocksStore;
import io.kvorum.node.storage.StoreOptions;
import io.kvorum.node.wire.PeerCodec;
import io.kvorum.replication.core.Effects;
import io.kvorum.replication.core.Event;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.core.Time;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.topology.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The cores of two nodes with one shard each over a store each, in one thread: messages arrive at once, time passes only when
 * told to. Counts the messages that matter by the bytes that they have on the wire.
 */
final class ReplicaPair implements AutoCloseable {
    private static final Bytes SECRET = Bytes.ofUtf8("a secret of the pair of replicas");
    private static final long START_WALL_MILLIS = 1_700_000_000_000L;
    private static final long DEADLINE_NANOS = Duration.ofSeconds(10).toNanos();

    private final Topology topology;
    private final Node[] nodes = new Node[2];
    private final Queue<Delivery> deliveries = new ArrayDeque<>();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
    private Predicate<PeerMessage> counted = message -> false;
    private long nowNanos;
    private long alarmOrder;
    private long nonce;
    private Optional<ClientReply> reply = Optional.empty();

    /** Since the counts were cleared. */
    private long messages;

    private long bytes;

    private record Delivery(int from, int to, PeerMessage message) {}

    private record Alarm(long atNanos, long order, Node node, Timer timer) implements Comparable<Alarm> {
        @Override
        public int compareTo(Alarm other) {
            return atNanos != other.atNanos ? Long.compare(atNanos, other.atNanos) : Long.compare(order, other.order);
        }
    }

    ReplicaPair(Topology topology, Path folder) {
        this.topology = topology;
        start(1, folder.resolve("n1"));
        start(2, folder.resolve("n2"));
    }

    private final class Node implements Effects {
        private final int number;
        private final RocksStore store;
        private final RocksStorage storage;
        private final ShardCore core;

        Node(int number, Path folder) {
            this.number = number;
            this.store = RocksStore.open(folder, StoreOptions.DEFAULTS);
            this.storage = store.shard();
            nonce += 1L << 40;
            Actor actor = Actor.of(number, nonce);
            this.core = new ShardCore(
                    new ShardConfig(number, actor, actor, 0, 0, 1, nonce, SECRET, Limits.DEFAULTS, Set.of()),
                    topology,
                    storage);
        }

        void step(Event event) {
            core.step(event, time(), this);
            storage.commit();
        }

        @Override
        public void send(int to, PeerMessage message, Hold hold) {
            if (to != number && counted.test(message)) {
                messages++;
                bytes += PeerCodec.encode(message).length;
            }
            deliveries.add(new Delivery(number, to, message));
        }

        @Override
        public void reply(long handle, ClientReply answer, Hold hold) {
            reply = Optional.of(answer);
        }

        @Override
        public void timer(long delayNanos, Timer timer) {
            alarms.add(new Alarm(nowNanos + delayNanos, alarmOrder++, this, timer));
        }

        @Override
        public void topologyAdopted(Topology adopted) {}

        @Override
        public void freshActorNeeded(Actor old) {
            throw new IllegalStateException("node " + number + " doubts its directory");
        }
    }

    /** Starts a node on this directory, as a new incarnation; what it was before is closed. */
    void start(int number, Path folder) {
        Optional.ofNullable(nodes[number - 1]).ifPresent(old -> old.store.close());
        Node node = new Node(number, folder);
        nodes[number - 1] = node;
        node.core.start(time(), node);
        node.storage.commit();
        for (Node other : nodes) {
            if (other != null && other != node) {
                other.step(new Event.PeerChanged(number, false));
                other.step(new Event.PeerChanged(number, true));
                node.step(new Event.PeerChanged(other.number, true));
            }
        }
        deliver();
    }

    private Time time() {
        return new Time(nowNanos, wallMillis());
    }

    long wallMillis() {
        return START_WALL_MILLIS + nowNanos / 1_000_000;
    }

    RocksStorage storage(int number) {
        return nodes[number - 1].storage;
    }

    /** A message of the other node arrives; what comes of it is delivered. */
    void arrive(int number, PeerMessage message) {
        nodes[number - 1].step(new Event.FromPeer(3 - number, topology.epoch(), message));
        deliver();
    }

    ClientReply ask(int number, ClientRequest request) {
        reply = Optional.empty();
        nodes[number - 1].step(new Event.FromClient(1, request, nowNanos + DEADLINE_NANOS));
        deliver();
        return reply.orElseThrow();
    }

    private void deliver() {
        for (Delivery next = deliveries.poll(); next != null; next = deliveries.poll()) {
            nodes[next.to - 1].step(new Event.FromPeer(next.from, topology.epoch(), next.message));
        }
    }

    void advance(Duration by) {
        long until = nowNanos + by.toNanos();
        while (!alarms.isEmpty() && alarms.peek().atNanos() <= until) {
            Alarm alarm = alarms.remove();
            nowNanos = alarm.atNanos();
            if (List.of(nodes).contains(alarm.node)) {
                alarm.node.step(new Event.TimerFired(alarm.timer()));
                deliver();
            }
        }
        nowNanos = until;
    }

    /** Counts these messages between the two from now on, beginning with none. */
    void count(Predicate<PeerMessage> which) {
        counted = which;
        messages = 0;
        bytes = 0;
    }

    long messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        for (Node node : nodes) {
            node.store.close();
        }
    }
}
