package io.kvorum.harness.sim;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.topology.BucketChange;
import io.kvorum.replication.topology.NodeInfo;
import io.kvorum.replication.topology.PlacementRing;
import io.kvorum.replication.topology.Topologies;
import io.kvorum.replication.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The stage of a directed schedule: the first nodes own every key, as many as a bucket has replicas, further ones are fallbacks; one
 * partition, nothing random but the delays. It is said who crashes when, and which messages are held back, delivered or dropped.
 */
abstract class ScriptedWorld {
    static final int A = 1;
    static final int B = 2;
    static final int C = 3;
    static final int F = 4;

    static final long WINDOW_MILLIS = 3_000;
    static final long FOLD_INTERVAL_MILLIS = 1_000;

    static final long MILLI = 1_000_000;
    static final String BUCKET = "data";
    static final String STRONG = "strong";

    final SimWorld world;
    final Ledger ledger;
    final Topology topology;
    final List<SimNetwork.InFlight> sent = new ArrayList<>();
    private boolean repeatsTreeAnswers;

    ScriptedWorld(int nodes, Limits limits, EnumSet<PlantedBug> planted) {
        this(nodes, limits, planted, Map.of());
    }

    /** @param strong properties of a strong bucket beside the eventual one; if there are none there is no such bucket */
    ScriptedWorld(int nodes, Limits limits, EnumSet<PlantedBug> planted, Map<String, String> strong) {
        this(nodes, limits, planted, strong, CellType.NONE);
    }

    /** @param type of the eventual bucket */
    ScriptedWorld(int nodes, Limits limits, EnumSet<PlantedBug> planted, Map<String, String> strong, CellType type) {
        List<NodeInfo> infos = new ArrayList<>();
        List<Integer> shards = new ArrayList<>();
        for (int number = 1; number <= nodes; number++) {
            infos.add(new NodeInfo(number, "n" + number, "10.0.0." + number + ":7400", "z" + number, "home"));
            shards.add(1);
        }
        this.topology = ownedByTheFirst(Topologies.found("scripted", 1, infos), strong, type);
        WorldConfig config = new WorldConfig(7, topology, shards, 0, limits, planted, MessageCodec.NONE);
        this.world = new SimWorld(config, true);
        this.ledger = new Ledger(world);
        world.watch(new Watches(List.of(ledger, new RowWatch(world, ledger), new Watch() {
            @Override
            public void onSent(SimNetwork.InFlight flight) {
                sent.add(flight);
            }

            @Override
            public void onArrival(SimNetwork.InFlight flight) {
                if (repeatsTreeAnswers && flight.message() instanceof PeerMessage.TreeAnswer) {
                    world.queue().after(MILLI / 20, () -> arriveOnceMore(flight));
                }
            }
        })));
        world.bootAll();
        run(1_000);
    }

    /** Placement is not what scripts are about. */
    private static Topology ownedByTheFirst(Topology founded, Map<String, String> strong, CellType type) {
        Topology eventual = with(founded, BUCKET, Map.of("placement", "3", "type", type.text()));
        Topology made = strong.isEmpty() ? eventual : with(eventual, STRONG, strong);
        return new Topology(
                made.clusterId(),
                made.epoch(),
                made.slots(),
                made.nodes(),
                made.buckets(),
                made.rings().stream()
                        .map(ring -> new PlacementRing(ring.index(), ring.placement(), List.of(firstOnes(ring))))
                        .toList(),
                made.nextBucketId(),
                made.acceptors());
    }

    private static List<Integer> firstOnes(PlacementRing ring) {
        return IntStream.rangeClosed(A, ring.placement().replicas()).boxed().toList();
    }

    private static Topology with(Topology topology, String bucket, Map<String, String> properties) {
        return ((BucketChange.Changed) Topologies.createBucket(topology, bucket, properties)).topology();
    }

    static Limits limits(int maxLogEntries, int pageDots) {
        return limits(maxLogEntries, pageDots, Duration.ofHours(1));
    }

    /** @param treeInterval of comparisons and of the scrub; most scripts are about what happens without them */
    static Limits limits(int maxLogEntries, int pageDots, Duration treeInterval) {
        return limits(maxLogEntries, pageDots, treeInterval, Duration.ofMillis(15));
    }

    /** @param hedgeDelay a round is given up after twenty of these */
    static Limits limits(int maxLogEntries, int pageDots, Duration treeInterval, Duration hedgeDelay) {
        return new Limits(
                256,
                4 << 10,
                32,
                1 << 20,
                64 << 10,
                512,
                maxLogEntries,
                1_000,
                8,
                64 << 10,
                pageDots,
                256,
                4,
                64,
                Duration.ofMillis(WINDOW_MILLIS),
                Duration.ofMillis(100),
                hedgeDelay,
                Duration.ofMillis(200),
                Duration.ofMillis(500),
                Duration.ofMillis(300),
                Duration.ofMillis(100),
                Duration.ofMillis(200),
                Duration.ofMillis(300),
                treeInterval,
                Duration.ofMillis(100),
                treeInterval,
                Duration.ofMillis(FOLD_INTERVAL_MILLIS));
    }

    /** Asks and does not wait: the reply is added to the list when it comes. */
    final List<ClientReply> send(int coordinator, ClientRequest request, long deadlineMillis) {
        List<ClientReply> replies = new ArrayList<>();
        node(coordinator).request(request, deadlineMillis * MILLI, new ReplySink() {
            @Override
            public void reply(ClientReply reply) {
                replies.add(reply);
            }

            @Override
            public void broken() {}
        });
        return replies;
    }

    // Time and faults.

    void run(long millis) {
        world.runFor(millis * MILLI);
    }

    /** Long enough for every log entry to be forgotten. */
    void runPastTheWindow() {
        run(3 * WINDOW_MILLIS);
    }

    SimNode node(int number) {
        return world.node(number);
    }

    /** The process dies; nothing unsynced survives. */
    void crash(int number) {
        node(number).crash(0);
    }

    void start(int number) {
        node(number).boot();
    }

    /** The node dies and loses its disk; it is not started again yet. */
    void wipe(int number) {
        crash(number);
        node(number).wipe();
        ledger.lost(number, node(number).disk());
    }

    SimDisk.Snapshot backup(int number) {
        return node(number).disk().snapshot();
    }

    void restore(int number, SimDisk.Snapshot copy, boolean marked) {
        crash(number);
        node(number).restore(copy, marked, false);
        ledger.lost(number, node(number).disk());
        start(number);
    }

    void cut(int one, int other) {
        world.network().cut(one, other, true);
        world.network().cut(other, one, true);
    }

    void mend(int one, int other) {
        world.network().cut(one, other, false);
        world.network().cut(other, one, false);
    }

    void isolate(int number) {
        world.nodes().stream()
                .map(SimNode::number)
                .filter(other -> other != number)
                .forEach(other -> cut(number, other));
    }

    void reconnect(int number) {
        world.nodes().stream()
                .map(SimNode::number)
                .filter(other -> other != number)
                .forEach(other -> mend(number, other));
    }

    void slowDisk(int number) {
        node(number).commit().fsyncFactor = 100_000;
    }

    void quickDisk(int number) {
        node(number).commit().fsyncFactor = 1;
    }

    // Messages.

    void holdBack(Predicate<SimNetwork.InFlight> which) {
        world.network().holdBack(which);
    }

    void holdNothing() {
        world.network().holdBack(message -> false);
    }

    void deliverHeld() {
        world.network().deliverHeld(message -> true);
        run(5);
    }

    void dropHeld() {
        dropHeld(message -> true);
    }

    void dropHeld(Predicate<SimNetwork.InFlight> which) {
        world.network().dropHeld(which);
    }

    static Predicate<SimNetwork.InFlight> from(int sender) {
        return flight -> flight.from() == sender;
    }

    static Predicate<SimNetwork.InFlight> to(int receiver) {
        return flight -> flight.to() == receiver;
    }

    static Predicate<SimNetwork.InFlight> mutations() {
        return flight -> flight.message() instanceof PeerMessage.ApplyMutation;
    }

    static Predicate<SimNetwork.InFlight> restorations() {
        return flight -> flight.message() instanceof PeerMessage.RestoreRow;
    }

    static Predicate<SimNetwork.InFlight> comparedRows() {
        return flight -> flight.message() instanceof PeerMessage.ComparedRow;
    }

    static Predicate<SimNetwork.InFlight> comparisons() {
        return flight -> flight.message() instanceof PeerMessage.TreeQuestion
                || flight.message() instanceof PeerMessage.TreeAnswer;
    }

    static Predicate<SimNetwork.InFlight> exchanges() {
        return flight -> flight.message() instanceof PeerMessage.ExchangeAnswer
                || flight.message() instanceof PeerMessage.PageAnswer;
    }

    static Predicate<SimNetwork.InFlight> readRepairs() {
        return flight -> flight.message() instanceof PeerMessage.RepairRow;
    }

    /** All requests that a node has forwarded to another one so far. */
    List<SimNetwork.InFlight> forwards() {
        return sent.stream()
                .filter(flight -> flight.message() instanceof PeerMessage.Forward)
                .toList();
    }

    /** A message of the past arrives once more. */
    void arriveAgain(SimNetwork.InFlight flight) {
        arriveOnceMore(flight);
        run(5);
    }

    private void arriveOnceMore(SimNetwork.InFlight flight) {
        node(flight.to()).fromPeer(flight.from(), flight.epoch(), flight.message());
    }

    /** From now on each answer about trees arrives a second time, a moment later. */
    void repeatTreeAnswers() {
        repeatsTreeAnswers = true;
    }

    /** Everything is mended, and all is quiet until the replicas are equal. */
    void settle() {
        world.network().heal();
        for (SimNode node : world.nodes()) {
            node.commit().fsyncFactor = 1;
            if (!node.isUp()) {
                node.boot();
            }
        }
        run(2_000);
        for (int i = 0; i < 40 && Settlement.missing(world).isPresent(); i++) {
            run(500);
        }
    }
}
