package io.kvorum.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.HistoryChecker;
import io.kvorum.harness.checker.Read;
import io.kvorum.harness.checker.Violation;
import io.kvorum.harness.checker.Write;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.topology.BucketChange;
import io.kvorum.replication.topology.NodeInfo;
import io.kvorum.replication.topology.Topologies;
import io.kvorum.replication.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A directed schedule: nodes 1, 2, 3 own every key, further ones are fallbacks; one partition, nothing random but the
 * delays. The script says who crashes when, and which messages are held back, delivered or dropped.
 */
final class Script {
    static final int A = 1;
    static final int B = 2;
    static final int C = 3;
    static final int F = 4;

    static final Tokens.Token NOTHING_READ = Tokens.Token.NONE;
    static final long WINDOW_MILLIS = 3_000;

    private static final long MILLI = 1_000_000;
    private static final String BUCKET = "data";

    private final SimWorld world;
    private final Ledger ledger;
    private final Tokens tokens;
    private final Topology topology;
    private final List<SimNetwork.InFlight> sent = new ArrayList<>();
    private long sequence;

    /** What a client was told: the write, and the reply if one came. */
    record Told(WriteState write, ClientRequest.Write request, Optional<ClientReply> reply, Tokens.Token token) {
        boolean isAcknowledged() {
            return reply.isPresent() && reply.get() instanceof ClientReply.Written;
        }
    }

    private Script(int nodes, Limits limits, EnumSet<PlantedBug> planted) {
        List<NodeInfo> infos = new ArrayList<>();
        List<Integer> shards = new ArrayList<>();
        for (int number = 1; number <= nodes; number++) {
            infos.add(new NodeInfo(number, "n" + number, "10.0.0." + number + ":7400", "z" + number, "home"));
            shards.add(1);
        }
        this.topology = ownedByTheFirst(Topologies.found("scripted", 1, infos));
        WorldConfig config = new WorldConfig(7, topology, shards, 0, limits, planted, MessageCodec.NONE);
        this.world = new SimWorld(config, true);
        this.ledger = new Ledger(world);
        this.tokens = new Tokens(config);
        world.watch(new Watches(List.of(ledger, new RowWatch(world, ledger), new Watch() {
            @Override
            public void onSent(SimNetwork.InFlight flight) {
                sent.add(flight);
            }
        })));
        world.bootAll();
        run(1_000);
    }

    static Script of(int nodes) {
        return new Script(nodes, limits(10_000, 256), EnumSet.noneOf(PlantedBug.class));
    }

    static Script with(int nodes, PlantedBug bug) {
        return new Script(nodes, limits(10_000, 256), EnumSet.of(bug));
    }

    static Script withLogOf(int entries) {
        return new Script(3, limits(entries, 256), EnumSet.noneOf(PlantedBug.class));
    }

    static Script withPagesOf(int dots) {
        return new Script(3, limits(10_000, dots), EnumSet.noneOf(PlantedBug.class));
    }

    /** Placement is not what scripts are about: nodes 1 to 3 own everything. */
    private static Topology ownedByTheFirst(Topology founded) {
        BucketChange change = Topologies.createBucket(founded, BUCKET, Map.of("placement", "3"));
        Topology made = ((BucketChange.Changed) change).topology();
        return new Topology(
                made.clusterId(),
                made.epoch(),
                made.slots(),
                made.nodes(),
                made.buckets(),
                made.rings().stream()
                        .map(ring -> new io.kvorum.replication.topology.PlacementRing(
                                ring.index(), ring.placement(), List.of(List.of(A, B, C))))
                        .toList(),
                made.nextBucketId());
    }

    private static Limits limits(int maxLogEntries, int pageDots) {
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
                Duration.ofMillis(WINDOW_MILLIS),
                Duration.ofMillis(100),
                Duration.ofMillis(15),
                Duration.ofMillis(200),
                Duration.ofMillis(500),
                Duration.ofMillis(300),
                Duration.ofMillis(100),
                Duration.ofMillis(200),
                Duration.ofMillis(300));
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

    /** All mutations of this write that were sent to the node so far. */
    List<SimNetwork.InFlight> mutationsOf(Told told, int receiver) {
        return sent.stream()
                .filter(flight -> flight.to() == receiver
                        && flight.message() instanceof PeerMessage.ApplyMutation apply
                        && apply.mutation().writeId().equals(told.write().id))
                .toList();
    }

    /** A message of the past arrives once more. */
    void arriveAgain(SimNetwork.InFlight flight) {
        node(flight.to()).fromPeer(flight.from(), flight.epoch(), flight.message());
        run(5);
    }

    // Clients.

    Told put(int coordinator, String key, Tokens.Token context, Level level) {
        return write(coordinator, key, true, context, level, false);
    }

    Told putSloppily(int coordinator, String key, Tokens.Token context, Level level) {
        return write(coordinator, key, true, context, level, true);
    }

    Told delete(int coordinator, String key, Tokens.Token context, Level level) {
        return write(coordinator, key, false, context, level, false);
    }

    private Told write(int coordinator, String key, boolean put, Tokens.Token context, Level level, boolean sloppy) {
        WriteId id = new WriteId(1, ++sequence, SimClock.trueMillis(world.queue()));
        Optional<Bytes> value = put ? Optional.of(Bytes.ofUtf8("value of " + id)) : Optional.empty();
        WriteState write = new WriteState(id, rowKey(key), partition(key), value, context, sloppy, world.now());
        ledger.started(write);
        ClientRequest.Write request = new ClientRequest.Write(
                BUCKET, Bytes.ofUtf8(key), value, context.bytes(), id, Optional.of(level), Optional.of(sloppy));
        return send(coordinator, write, request);
    }

    /** The client asks another coordinator, with the same write id. */
    Told retry(Told earlier, int coordinator) {
        return send(coordinator, earlier.write(), earlier.request());
    }

    private Told send(int coordinator, WriteState write, ClientRequest.Write request) {
        Optional<ClientReply> reply = ask(coordinator, request);
        Tokens.Token token = NOTHING_READ;
        if (reply.isPresent() && reply.get() instanceof ClientReply.Written written) {
            SortedSet<WriteId> showed = new TreeSet<>(List.of(write.id));
            token = tokens.keep(0, write.key, written.context(), showed);
            write.completedNanos = world.now();
            ledger.acknowledged(write, written.dot(), written.receipt());
        }
        return new Told(write, request, reply, token);
    }

    /** A session reads; empty if no replica can be asked that has what the session has seen. */
    Optional<ClientReply.Found> readInSession(int coordinator, String key, Tokens.Token seen) {
        return ask(coordinator, new ClientRequest.Read(BUCKET, Bytes.ofUtf8(key), Optional.of(Level.ONE), seen.bytes()))
                .filter(reply -> reply instanceof ClientReply.Found)
                .map(reply -> (ClientReply.Found) reply);
    }

    Tokens.Token read(int coordinator, String key, Level level) {
        SlowRead read = beginRead(coordinator, key, level, 100);
        world.runWhile(read.replies()::isEmpty, world.now() + 120 * MILLI);
        endRead(read);
        return tokens.newest(rowKey(key));
    }

    /** A read that goes on while the script does. */
    record SlowRead(RowKey key, int partition, long invokedNanos, List<ClientReply> replies) {}

    SlowRead beginRead(int coordinator, String key, Level level, long deadlineMillis) {
        ClientRequest request = new ClientRequest.Read(BUCKET, Bytes.ofUtf8(key), Optional.of(level), Bytes.EMPTY);
        return new SlowRead(rowKey(key), partition(key), world.now(), send(coordinator, request, deadlineMillis));
    }

    /** The read must have been answered. What it was told goes into the history that is judged at the end. */
    Read endRead(SlowRead slow) {
        assertThat(slow.replies()).as("%s", story()).hasSize(1);
        assertThat(slow.replies().get(0)).isInstanceOf(ClientReply.Found.class);
        ClientReply.Found found = (ClientReply.Found) slow.replies().get(0);
        NavigableSet<WriteId> showed = new TreeSet<>();
        found.versions().stream().map(Version::writeId).forEach(showed::add);
        Tokens.Token token = tokens.keep(0, slow.key(), found.context(), showed);
        Read read = new Read(
                Fingerprints.name(slow.key()),
                1,
                NOTHING_READ.context(),
                found.versions(),
                token.context(),
                found.receipt().required(),
                found.receipt().primaries().size(),
                Math.max(0, (found.receipt().asOfMillis() - 1 - SimClock.EPOCH_MILLIS) * MILLI),
                slow.invokedNanos(),
                world.now());
        ledger.answered(slow.key(), slow.partition(), read, found.receipt());
        return read;
    }

    /** Waits at most as long as the request's deadline. */
    private Optional<ClientReply> ask(int coordinator, ClientRequest request) {
        List<ClientReply> replies = send(coordinator, request, 100);
        world.runWhile(replies::isEmpty, world.now() + 120 * MILLI);
        return replies.stream().findFirst();
    }

    /** Asks and does not wait: the reply is added to the list when it comes. */
    private List<ClientReply> send(int coordinator, ClientRequest request, long deadlineMillis) {
        List<ClientReply> replies = new ArrayList<>();
        node(coordinator).request(request, deadlineMillis * MILLI, new SimNode.ReplySink() {
            @Override
            public void reply(ClientReply reply) {
                replies.add(reply);
            }

            @Override
            public void broken() {}
        });
        return replies;
    }

    // Judgement.

    /** The write ids that are live at the node, as it would show them to a reader. */
    SortedSet<WriteId> liveAt(int number, String key) {
        SortedSet<WriteId> ids = new TreeSet<>();
        Inspector.running(node(number))
                .row(partition(key), rowKey(key))
                .versions()
                .forEach(version -> ids.add(version.writeId()));
        return ids;
    }

    int hintsAt(int number) {
        return Inspector.hints(node(number)).size();
    }

    ClientReply dropSetAsideHintsAt(int number) {
        ClientReply reply =
                ask(number, new ClientRequest.DropSetAsideHints(100)).orElseThrow();
        run(50);
        return reply;
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

    /** What is broken, by every checker; empty if nothing is. */
    List<Violation> violations() {
        List<Violation> found = new ArrayList<>(world.violations());
        Settlement.missing(world)
                .ifPresent(text -> found.add(new Violation(Violation.Kind.DIVERGED, "", "not settled: " + text)));
        found.addAll(HistoryChecker.check(
                ledger.history(world.nodes().stream().map(Inspector::running).toList())));
        return found;
    }

    void expectLive(String key, Told... writes) {
        SortedSet<WriteId> expected = new TreeSet<>();
        for (Told told : writes) {
            expected.add(told.write().id);
        }
        for (int owner : List.of(A, B, C)) {
            assertThat(liveAt(owner, key))
                    .as("live at node %s%n%s", owner, story())
                    .isEqualTo(expected);
        }
    }

    void expectNothingBroken() {
        assertThat(violations()).as("%s", story()).isEmpty();
    }

    String story() {
        return String.join("\n", world.trace().story(""));
    }

    /** The client gives up: it does not know. */
    static void isUnknown(Told told) {
        assertThat(told.write().result).isEqualTo(Write.Result.UNKNOWN);
    }

    private RowKey rowKey(String key) {
        return new RowKey(topology.bucket(BUCKET).orElseThrow().id(), Bytes.ofUtf8(key));
    }

    private int partition(String key) {
        return topology.partitionOf(topology.bucket(BUCKET).orElseThrow(), Bytes.ofUtf8(key));
    }
}
