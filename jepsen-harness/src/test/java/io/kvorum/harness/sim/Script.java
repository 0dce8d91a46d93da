package io.kvorum.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Shown;
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
import io.kvorum.replication.storage.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A directed schedule: what clients do on a {@link ScriptedWorld}, what they are told, and what must be there in the end. */
final class Script extends ScriptedWorld {
    static final Tokens.Token NOTHING_READ = Tokens.Token.NONE;

    private final Tokens tokens;
    private long sequence;

    /** What a client was told: the write, and the reply if one came. */
    record Told(WriteState write, ClientRequest.Write request, Optional<ClientReply> reply, Tokens.Token token) {
        boolean isAcknowledged() {
            return reply.isPresent() && reply.get() instanceof ClientReply.Written;
        }
    }

    private Script(int nodes, Limits limits, EnumSet<PlantedBug> planted) {
        super(nodes, limits, planted);
        this.tokens = new Tokens(world);
    }

    static Script of(int nodes) {
        return new Script(nodes, limits(10_000, 256), EnumSet.noneOf(PlantedBug.class));
    }

    /** Trees are compared, and rows scrubbed, every two seconds. */
    static Script withTrees(PlantedBug... bugs) {
        EnumSet<PlantedBug> planted = EnumSet.noneOf(PlantedBug.class);
        planted.addAll(List.of(bugs));
        return new Script(3, limits(10_000, 256, Duration.ofSeconds(2)), planted);
    }

    static Script with(int nodes, PlantedBug bug) {
        return new Script(nodes, limits(10_000, 256), EnumSet.of(bug));
    }

    static Script withLogOf(int entries, PlantedBug... bugs) {
        EnumSet<PlantedBug> planted = EnumSet.noneOf(PlantedBug.class);
        planted.addAll(List.of(bugs));
        return new Script(3, limits(entries, 256), planted);
    }

    static Script withPagesOf(int dots) {
        return new Script(3, limits(10_000, dots), EnumSet.noneOf(PlantedBug.class));
    }

    // Clients.

    Told put(int coordinator, String key, Tokens.Token context, Level level) {
        return write(coordinator, key, true, context, level, false);
    }

    /** Puts at a node alone: what it sends to others is dropped, and so it is from now on. */
    Told putAlone(int node, String key, Tokens.Token context) {
        holdBack(from(node).and(mutations().or(exchanges())));
        Told told = put(node, key, context, Level.ONE);
        dropHeld();
        return told;
    }

    Told putSloppily(int coordinator, String key, Tokens.Token context, Level level) {
        return write(coordinator, key, true, context, level, true);
    }

    Told delete(int coordinator, String key, Tokens.Token context, Level level) {
        return write(coordinator, key, false, context, level, false);
    }

    /** Puts a value that expires. */
    Told putFor(long ttlMillis, int coordinator, String key, Tokens.Token context, Level level) {
        return write(coordinator, key, request(key, true, context, level, false, Optional.of(ttlMillis)), context);
    }

    Told putSloppilyFor(long ttlMillis, int coordinator, String key, Tokens.Token context) {
        return write(coordinator, key, request(key, true, context, Level.ONE, true, Optional.of(ttlMillis)), context);
    }

    private Told write(int coordinator, String key, boolean put, Tokens.Token context, Level level, boolean sloppy) {
        return write(coordinator, key, request(key, put, context, level, sloppy, Optional.empty()), context);
    }

    private ClientRequest.Write request(
            String key, boolean put, Tokens.Token context, Level level, boolean sloppy, Optional<Long> ttlMillis) {
        WriteId id = new WriteId(1, ++sequence, SimClock.trueMillis(world.queue()));
        Optional<Bytes> value = put ? Optional.of(Bytes.ofUtf8("value of " + id)) : Optional.empty();
        return new ClientRequest.Write(
                BUCKET,
                Bytes.ofUtf8(key),
                value,
                context.bytes(),
                id,
                Optional.of(level),
                Optional.of(sloppy),
                ttlMillis);
    }

    private Told write(int coordinator, String key, ClientRequest.Write request, Tokens.Token context) {
        return send(coordinator, started(key, request, context), request);
    }

    private WriteState started(String key, ClientRequest.Write request, Tokens.Token context) {
        NavigableSet<WriteId> replaces = new TreeSet<>(context.showed());
        context.context().shown().stream()
                .map(Shown::writeId)
                .filter(ledger.expiries()::expires)
                .forEach(replaces::add);
        WriteState write = new WriteState(
                rowKey(key),
                partition(key),
                request,
                replaces,
                context.context().dots(),
                world.now());
        ledger.started(write);
        return write;
    }

    /** A write that goes on while the script does. */
    record SlowWrite(WriteState write, ClientRequest.Write request, List<ClientReply> replies) {}

    SlowWrite beginPut(int coordinator, String key, Level level, long deadlineMillis) {
        ClientRequest.Write request = request(key, true, NOTHING_READ, level, false, Optional.empty());
        WriteState write = started(key, request, NOTHING_READ);
        return new SlowWrite(write, request, send(coordinator, request, deadlineMillis));
    }

    Told endPut(SlowWrite slow) {
        return told(slow.write(), slow.request(), slow.replies().stream().findFirst());
    }

    /** The client asks another coordinator, with the same write id. */
    Told retry(Told earlier, int coordinator) {
        return send(coordinator, earlier.write(), earlier.request());
    }

    private Told send(int coordinator, WriteState write, ClientRequest.Write request) {
        return told(write, request, ask(coordinator, request));
    }

    private Told told(WriteState write, ClientRequest.Write request, Optional<ClientReply> reply) {
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

    /** Does the node answer a read at this level? */
    boolean isRead(int coordinator, String key, Level level) {
        ClientRequest read = new ClientRequest.Read(BUCKET, Bytes.ofUtf8(key), Optional.of(level), Bytes.EMPTY);
        return ask(coordinator, read)
                .filter(reply -> reply instanceof ClientReply.Found)
                .isPresent();
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
                world.config().maxClockErrorMillis() * MILLI,
                Math.max(0, (found.receipt().asOfMillis() - 1 - SimClock.EPOCH_MILLIS) * MILLI),
                slow.invokedNanos(),
                world.now());
        ledger.answered(slow.key(), slow.partition(), read, found.receipt());
        return read;
    }

    /** Asks a node for the changes of the key's partition; empty if it does not answer in time. */
    Optional<ClientReply> feed(int node, String key, Bytes position, boolean evenIfBehind) {
        return ask(node, feedOf(key, position, evenIfBehind, 0));
    }

    /** Asks a node for the changes of the key's partition, and waits for one: the reply is added to the list when it comes. */
    List<ClientReply> awaitFeed(int node, String key, Bytes position, int waitMillis) {
        return send(node, feedOf(key, position, false, waitMillis), 2L * waitMillis);
    }

    /** Begins with a snapshot if there is no position. */
    private ClientRequest.ReadFeed feedOf(String key, Bytes position, boolean evenIfBehind, int waitMillis) {
        return new ClientRequest.ReadFeed(
                BUCKET, partition(key), Bytes.EMPTY, position, true, false, 10, waitMillis, evenIfBehind);
    }

    /** Waits at most as long as the request's deadline. */
    private Optional<ClientReply> ask(int coordinator, ClientRequest request) {
        List<ClientReply> replies = send(coordinator, request, 100);
        world.runWhile(replies::isEmpty, world.now() + 120 * MILLI);
        return replies.stream().findFirst();
    }

    /** The key's row vanishes from the node's disk, and no checksum tells. */
    void loseRow(int number, String key) {
        world.harm().lose(node(number), Keys.row(partition(key), rowKey(key)));
    }

    /** A byte of the key's row changes on the node's disk, and only the row's own checksum tells. */
    void damageRow(int number, String key) {
        world.harm().change(node(number), Keys.row(partition(key), rowKey(key)), 5);
    }

    /** As {@link #damageRow}, but after this time the row is read as it was. */
    void damageRowFor(int number, String key, long millis) {
        world.harm().changeFor(node(number), Keys.row(partition(key), rowKey(key)), 5, millis * MILLI);
    }

    /** An operator gives up what nobody has any more. @return whether the row is damaged at the node */
    boolean giveUp(int number, String key) {
        return ask(number, new ClientRequest.GiveUpRow(BUCKET, Bytes.ofUtf8(key), Bytes.EMPTY))
                .map(reply -> !((ClientReply.DamagedRows) reply).rows().isEmpty())
                .orElseThrow();
    }

    /** How many rows does the node count as damaged? */
    long damagedRowsAt(int number) {
        return ask(number, new ClientRequest.TreeStatus(0))
                .map(reply -> ((ClientReply.Trees) reply).state().damagedRows())
                .orElseThrow();
    }

    /** Does the key's row at the node not fit its checksum? */
    boolean isDamagedAt(int number, String key) {
        return Harm.changedRows(node(number).disk()).contains(rowKey(key));
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

    /** All mutations of this write that were sent to the node so far. */
    List<SimNetwork.InFlight> mutationsOf(Told told, int receiver) {
        return sent.stream()
                .filter(flight -> flight.to() == receiver
                        && flight.message() instanceof PeerMessage.ApplyMutation apply
                        && apply.mutation().writeId().equals(told.write().id))
                .toList();
    }

    /** All messages with mutations that nodes have made by themselves and that remove something. */
    List<SimNetwork.InFlight> ownMutations() {
        return sent.stream()
                .filter(flight -> flight.message() instanceof PeerMessage.ApplyMutation apply
                        && ledger.find(apply.mutation().writeId()).isEmpty()
                        && !apply.mutation().context().isEmpty())
                .toList();
    }
}
