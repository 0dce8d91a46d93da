package io.kvorum.antientropy;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.core.Effects;
import io.kvorum.replication.core.Event;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.core.Time;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.member.TopologyKeeper;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.topology.NodeInfo;
import io.kvorum.replication.topology.Topologies;
import io.kvorum.replication.topology.Topology;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Cores of several nodes with perfect links and disks, for tests that want one behaviour and no faults but their own: messages
 * that get lost ({@link #lose}) or wait ({@link #delay}), a disk that stops syncing, a crash.
 */
final class TinyCluster {
    private static final long START_WALL_MS = 1_700_000_000_000L;
    private static final Bytes SECRET = Bytes.ofUtf8("a secret of the test's cluster");

    private final Limits limits;
    private final Topology topology;
    private final Map<Integer, Node> nodes = new TreeMap<>();
    private final Set<Integer> down = new TreeSet<>();
    private final Queue<Delivery> deliveries = new ArrayDeque<>();
    private final List<Delivery> delayed = new ArrayList<>();
    private Predicate<Delivery> lost = delivery -> false;
    private Predicate<Delivery> late = delivery -> false;
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();
    private final Map<Long, ClientReply> replies = new TreeMap<>();
    private long nowNanos;
    private long nextHandle = 1;
    private long nextSequence = 1;
    private long nextNonce = 1_000_000;
    private long alarmOrder;

    record Delivery(int from, int to, PeerMessage message) {}

    private record Alarm(long atNanos, long order, Node node, Timer timer) implements Comparable<Alarm> {
        @Override
        public int compareTo(Alarm other) {
            return atNanos != other.atNanos ? Long.compare(atNanos, other.atNanos) : Long.compare(order, other.order);
        }
    }

    private final class Node implements Effects {
        private final int number;
        private final MemoryStorage storage;
        private final ShardCore core;
        private final Queue<Runnable> held = new ArrayDeque<>();
        private boolean askedForActor;

        Node(int number, MemoryStorage storage, Actor actor) {
            this.number = number;
            this.storage = storage;
            nextNonce += 1_000_000;
            ShardConfig config = new ShardConfig(number, actor, actor, 0, 0, 1, nextNonce, SECRET, limits, Set.of());
            this.core = new ShardCore(config, TopologyKeeper.stored(storage).orElse(topology), storage);
        }

        void step(Event event) {
            core.step(event, time(), this);
            if (askedForActor) {
                askedForActor = false;
                step(new Event.ActorTaken(Actor.of(number, ++nextNonce)));
            }
        }

        @Override
        public void send(int to, PeerMessage message, Hold hold) {
            leave(hold, () -> deliveries.add(new Delivery(number, to, message)));
        }

        private void leave(Hold hold, Runnable effect) {
            if (hold == Hold.UNTIL_DURABLE && !storage.syncs()) {
                held.add(effect);
            } else {
                effect.run();
            }
        }

        @Override
        public void reply(long handle, ClientReply reply, Hold hold) {
            leave(hold, () -> replies.put(handle, reply));
        }

        @Override
        public void timer(long delayNanos, Timer timer) {
            alarms.add(new Alarm(nowNanos + delayNanos, alarmOrder++, this, timer));
        }

        @Override
        public void topologyAdopted(Topology adopted) {}

        @Override
        public void freshActorNeeded(Actor old) {
            askedForActor = true;
        }
    }

    TinyCluster(int size) {
        this(size, Limits.DEFAULTS);
    }

    TinyCluster(int size, Limits limits) {
        this.limits = limits;
        List<NodeInfo> members = new ArrayList<>();
        for (int number = 1; number <= size; number++) {
            members.add(new NodeInfo(number, "n" + number, "127.0.0.1:" + (7000 + number), "z" + number, "local"));
        }
        topology = Topologies.found("tiny", 4, members);
        for (int number = 1; number <= size; number++) {
            start(number, new MemoryStorage(), Actor.of(number, number));
        }
        settle();
    }

    private Time time() {
        return new Time(nowNanos, START_WALL_MS + nowNanos / 1_000_000);
    }

    private Node node(int number) {
        return Optional.ofNullable(nodes.get(number)).orElseThrow();
    }

    private void start(int number, MemoryStorage storage, Actor actor) {
        Node node = new Node(number, storage, actor);
        nodes.put(number, node);
        node.core.start(time(), node);
        for (Node other : nodes.values()) {
            if (other.number != number && !down.contains(other.number)) {
                other.step(new Event.PeerChanged(number, true));
                node.step(new Event.PeerChanged(other.number, true));
            }
        }
    }

    Topology topology() {
        return topology;
    }

    MemoryStorage storage(int number) {
        return node(number).storage;
    }

    /** The node is gone: nothing reaches it, nothing comes from it, and the others notice. */
    void stop(int number) {
        down.add(number);
        nodes.values().stream()
                .filter(node -> !down.contains(node.number))
                .forEach(node -> node.step(new Event.PeerChanged(number, false)));
        settle();
    }

    /** What the node writes from now on is not durable; what is held for that stays. */
    void stopSyncing(int number) {
        storage(number).stopSyncing();
    }

    void sync(int number) {
        storage(number).sync();
        for (Runnable next = node(number).held.poll();
                next != null;
                next = node(number).held.poll()) {
            next.run();
        }
        settle();
    }

    /** The node dies, loses what was not durable, and starts again with its disk. */
    void crash(int number) {
        storage(number).crash();
        node(number).held.clear();
        restart(number);
    }

    /** Messages like these get lost, from now on until told otherwise. */
    void lose(Predicate<Delivery> which) {
        lost = which;
    }

    /** Messages like these wait until {@link #deliverDelayed}. */
    void delay(Predicate<Delivery> which) {
        late = which;
    }

    void deliverDelayed() {
        late = delivery -> false;
        deliveries.addAll(delayed);
        delayed.clear();
        settle();
    }

    /** The node starts again with its disk. */
    void restart(int number) {
        restart(number, node(number).storage, Actor.of(number, number));
    }

    /** The node starts again with an empty disk, hence as a new actor. */
    void restartWiped(int number) {
        restart(number, new MemoryStorage(), Actor.of(number, ++nextNonce));
    }

    private void restart(int number, MemoryStorage storage, Actor actor) {
        if (!down.contains(number)) {
            stop(number);
        }
        down.remove(number);
        start(number, storage, actor);
        settle();
    }

    /** Delivers until nothing is on its way. */
    void settle() {
        for (Delivery next = deliveries.poll(); next != null; next = deliveries.poll()) {
            if (late.test(next)) {
                delayed.add(next);
            } else if (!lost.test(next) && !down.contains(next.from()) && !down.contains(next.to())) {
                node(next.to()).step(new Event.FromPeer(next.from(), topology.epoch(), next.message()));
            }
        }
    }

    void advance(Duration by) {
        long until = nowNanos + by.toNanos();
        while (!alarms.isEmpty() && alarms.peek().atNanos() <= until) {
            Alarm alarm = alarms.remove();
            nowNanos = alarm.atNanos();
            if (!down.contains(alarm.node().number) && node(alarm.node().number) == alarm.node()) {
                alarm.node().step(new Event.TimerFired(alarm.timer()));
                settle();
            }
        }
        nowNanos = until;
    }

    WriteId newWriteId() {
        return new WriteId(77, nextSequence++, time().wallMillis());
    }

    ClientRequest.Write write(String key, String value, Bytes context) {
        return new ClientRequest.Write(
                "default",
                Bytes.ofUtf8(key),
                value.isEmpty() ? Optional.empty() : Optional.of(Bytes.ofUtf8(value)),
                context,
                newWriteId(),
                Optional.empty(),
                Optional.empty());
    }

    /** Runs a request to its answer, or to its deadline. */
    ClientReply ask(int coordinator, ClientRequest request) {
        long handle = begin(coordinator, request);
        for (int i = 0; i < 100 && !replies.containsKey(handle); i++) {
            advance(Duration.ofMillis(20));
        }
        return Optional.ofNullable(replies.remove(handle)).orElseThrow();
    }

    /** Starts a request; its answer is {@link #answer}. */
    long begin(int coordinator, ClientRequest request) {
        long handle = nextHandle++;
        node(coordinator).step(new Event.FromClient(handle, request, nowNanos + 1_000_000_000L));
        settle();
        return handle;
    }

    Optional<ClientReply> answer(long handle) {
        return Optional.ofNullable(replies.get(handle));
    }

    ClientReply.Written put(int coordinator, String key, String value, Bytes context) {
        return (ClientReply.Written) ask(coordinator, write(key, value, context));
    }

    ClientReply.Found get(int coordinator, String key) {
        return (ClientReply.Found)
                ask(coordinator, new ClientRequest.Read("default", Bytes.ofUtf8(key), Optional.empty(), Bytes.EMPTY));
    }

    List<String> values(ClientReply.Found found) {
        return found.versions().stream()
                .map(version -> version.value().toUtf8())
                .sorted()
                .toList();
    }

    int partition(String key) {
        return topology.partitionOf(topology.bucket("default").orElseThrow(), Bytes.ofUtf8(key));
    }

    List<Integer> owners(String key) {
        return topology.replicasOf(partition(key));
    }

    List<Integer> outsiders(String key) {
        return nodes.keySet().stream()
                .filter(number -> !owners(key).contains(number))
                .toList();
    }

    int outsider(String key) {
        return outsiders(key).get(0);
    }

    /** What one node itself shows of a key. */
    List<String> held(int number, String key) {
        ClientReply.Scanned scanned =
                (ClientReply.Scanned) ask(number, new ClientRequest.ScanLocal(partition(key), Bytes.EMPTY, 1_000));
        return scanned.rows().stream()
                .filter(row -> row.key().equals(Bytes.ofUtf8(key)))
                .flatMap(row -> row.versions().stream())
                .map(version -> version.value().toUtf8())
                .sorted()
                .toList();
    }

    DotSet clock(int number, int partition) {
        return ((ClientReply.Scanned) ask(number, new ClientRequest.ScanLocal(partition, Bytes.EMPTY, 1))).clock();
    }
}
