package io.kvorum.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.acceptor.Acceptor;
import io.kvorum.replication.acceptor.Voting;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.register.Change;
import io.kvorum.replication.register.Condition;
import io.kvorum.replication.register.Update;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.StoredRows;
import io.kvorum.replication.storage.Table;
import io.kvorum.replication.topology.Acceptors;
import io.kvorum.replication.topology.Bucket;
import io.kvorum.replication.topology.Tags;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A directed schedule about registers: three or five replicas, and each may coordinate. */
final class RegisterScript extends ScriptedWorld {
    static final int D = 4;
    static final int E = 5;

    private static final long UPDATE_DEADLINE_MILLIS = 1_500;

    private long sessions;

    private static final Map<String, String> PLAIN = Map.of("placement", "3", "kind", "strong");
    private static final Map<String, String> FOLLOWED = Map.of("placement", "3", "kind", "strong", "feed", "true");

    RegisterScript(PlantedBug... bugs) {
        this(PLAIN, bugs);
    }

    private RegisterScript(Map<String, String> properties, PlantedBug... bugs) {
        this(3, limits(10_000, 256, Duration.ofMillis(500)), properties, bugs);
    }

    private RegisterScript(int nodes, Limits limits, Map<String, String> properties, PlantedBug... bugs) {
        super(nodes, limits, planted(bugs), properties);
    }

    /** Five replicas, whose rounds are patient and which do not repair each other. */
    static RegisterScript ofFive(PlantedBug... bugs) {
        Limits patient = limits(10_000, 256, Duration.ofHours(1), Duration.ofMillis(500));
        return new RegisterScript(5, patient, Map.of("placement", "5", "kind", "strong"), bugs);
    }

    /** With a bucket whose changes can be followed. */
    static RegisterScript followed(PlantedBug... bugs) {
        return new RegisterScript(FOLLOWED, bugs);
    }

    /** A page of changes. @param position empty: from the beginning */
    Optional<ClientReply> follow(int number, Bytes position) {
        return follow(number, position, 100);
    }

    /** Asks for a page from the beginning, and does not wait. */
    List<ClientReply> beginToFollow(int number) {
        return send(number, question(Bytes.EMPTY, 100), 1_000);
    }

    private static ClientRequest question(Bytes position, int limit) {
        return new ClientRequest.ReadFeed(STRONG, 0, Bytes.EMPTY, position, true, false, limit, 0, false);
    }

    Optional<ClientReply> follow(int number, Bytes position, int limit) {
        return ask(number, question(position, limit)).stream().findFirst();
    }

    /** As {@link #follow}; it must be answered with a page. */
    ClientReply.FeedPage page(int number, Bytes position) {
        ClientReply reply = follow(number, position).orElseThrow(() -> new AssertionError(story()));
        assertThat(reply).as("%s", story()).isInstanceOf(ClientReply.FeedPage.class);
        return (ClientReply.FeedPage) reply;
    }

    /** The shown values, each with its version. */
    static List<String> shown(ClientReply.FeedPage page) {
        return page.registers().stream()
                .map(change -> change.place().toUtf8() + "@" + change.version()
                        + change.entries().stream()
                                .map(entry ->
                                        " " + entry.value().map(Bytes::toUtf8).orElse("?"))
                                .collect(Collectors.joining()))
                .toList();
    }

    long notesAt(int number) {
        return node(number).disk().table(Table.REGISTERS).keySet().stream()
                .filter(key -> key[Integer.BYTES] == 'U')
                .count();
    }

    private static EnumSet<PlantedBug> planted(PlantedBug... bugs) {
        EnumSet<PlantedBug> planted = EnumSet.noneOf(PlantedBug.class);
        planted.addAll(List.of(bugs));
        return planted;
    }

    /** A request that a client sent, and what it was told since. */
    record Asked(ClientRequest.UpdateRegister request, List<ClientReply> replies) {
        Optional<ClientReply> reply() {
            return replies.stream().findFirst();
        }

        boolean isApplied() {
            return reply().filter(reply -> reply instanceof ClientReply.Updated).isPresent();
        }

        boolean isConflict() {
            return reply().filter(reply -> reply instanceof ClientReply.ConditionsFailed)
                    .isPresent();
        }

        long version() {
            return ((ClientReply.Updated) reply().orElseThrow()).version();
        }
    }

    Asked put(int coordinator, String key, String value, Condition... conditions) {
        return update(coordinator, List.of(conditions), List.of(change(key, Optional.of(value))));
    }

    Asked delete(int coordinator, String key, Condition... conditions) {
        return update(coordinator, List.of(conditions), List.of(change(key, Optional.empty())));
    }

    Asked update(int coordinator, List<Condition> conditions, List<Change> changes) {
        Asked asked = begin(coordinator, conditions, changes);
        await(asked);
        return asked;
    }

    /** Sends and does not wait. */
    Asked begin(int coordinator, List<Condition> conditions, List<Change> changes) {
        return begin(coordinator, conditions, changes, UPDATE_DEADLINE_MILLIS);
    }

    /** Sends and does not wait. */
    Asked begin(int coordinator, List<Condition> conditions, List<Change> changes, long deadlineMillis) {
        WriteId id = new WriteId(++sessions, 1, SimClock.trueMillis(world.queue()));
        Update update = new Update(conditions, changes, id, false);
        return send(coordinator, new ClientRequest.UpdateRegister(STRONG, update), deadlineMillis);
    }

    /** The client asks another coordinator, under the same write id. */
    Asked retry(Asked earlier, int coordinator) {
        Asked again = send(
                coordinator,
                new ClientRequest.UpdateRegister(
                        STRONG, earlier.request().update().asRetry()),
                UPDATE_DEADLINE_MILLIS);
        await(again);
        return again;
    }

    private Asked send(int coordinator, ClientRequest.UpdateRegister request, long deadlineMillis) {
        return new Asked(request, send(coordinator, (ClientRequest) request, deadlineMillis));
    }

    /** Whose first ballot on a register is above that of the other? */
    int higherBallots(int one, int other) {
        return node(one).disk().acceptor().compareTo(node(other).disk().acceptor()) > 0 ? one : other;
    }

    void await(Asked asked) {
        world.runWhile(() -> asked.replies().isEmpty(), world.now() + 2 * UPDATE_DEADLINE_MILLIS * MILLI);
    }

    /** The value of a key, read linearizably; it must be answered. */
    Optional<String> read(int coordinator, String key) {
        List<ClientReply> replies = ask(coordinator, key);
        assertThat(replies).as("%s", story()).hasSize(1);
        assertThat(replies.get(0)).as("%s", story()).isInstanceOf(ClientReply.RegisterFound.class);
        return valueIn(replies.get(0));
    }

    /** As {@link #read}; empty as well if nobody can tell. */
    Optional<String> tryToRead(int coordinator, String key) {
        return ask(coordinator, key).stream().findFirst().flatMap(RegisterScript::valueIn);
    }

    private List<ClientReply> ask(int coordinator, String key) {
        return ask(coordinator, new ClientRequest.ReadRegister(STRONG, Bytes.ofUtf8(key), false, false));
    }

    private List<ClientReply> ask(int coordinator, ClientRequest request) {
        List<ClientReply> replies = send(coordinator, request, 1_000);
        world.runWhile(replies::isEmpty, world.now() + 1_200 * MILLI);
        return replies;
    }

    private static Optional<String> valueIn(ClientReply reply) {
        return reply instanceof ClientReply.RegisterFound found
                ? found.entries().stream()
                        .findFirst()
                        .flatMap(ClientReply.RegisterEntry::value)
                        .map(Bytes::toUtf8)
                : Optional.empty();
    }

    /** To the eventual bucket, which takes it from one node alone. */
    void writeAlone(int coordinator, String key) {
        WriteId id = new WriteId(++sessions, 1, SimClock.trueMillis(world.queue()));
        List<ClientReply> replies = send(
                coordinator,
                new ClientRequest.Write(
                        BUCKET,
                        Bytes.ofUtf8(key),
                        Optional.of(Bytes.ofUtf8("v")),
                        Bytes.EMPTY,
                        id,
                        Optional.of(Level.ONE),
                        Optional.empty()),
                1_000);
        world.runWhile(replies::isEmpty, world.now() + 1_200 * MILLI);
        assertThat(replies).first().isInstanceOf(ClientReply.Written.class);
    }

    static Change change(String key, Optional<String> value) {
        return new Change(Bytes.ofUtf8(key), value.map(Bytes::ofUtf8));
    }

    static Condition absent(String key) {
        return Condition.absent(Bytes.ofUtf8(key));
    }

    static Condition version(String key, long version) {
        return Condition.version(Bytes.ofUtf8(key), version);
    }

    static Predicate<SimNetwork.InFlight> accepts() {
        return flight -> flight.message() instanceof PeerMessage.AcceptRegister;
    }

    static Predicate<SimNetwork.InFlight> rounds() {
        return accepts()
                .or(flight -> flight.message() instanceof PeerMessage.PrepareRegister)
                .or(flight -> flight.message() instanceof PeerMessage.RegisterAnswer);
    }

    void drop() {
        List<ClientReply> replies = send(A, new ClientRequest.DropBucket(STRONG), 1_000);
        world.runWhile(replies::isEmpty, world.now() + 1_200 * MILLI);
        assertThat(replies).first().isInstanceOf(ClientReply.BucketChanged.class);
    }

    /** An operator lets the registers go on with what is left. */
    void acceptLoss(int... without) {
        List<Integer> nodes = Arrays.stream(without).boxed().toList();
        List<ClientReply> replies = send(A, new ClientRequest.AcceptLoss(nodes), 1_000);
        world.runWhile(replies::isEmpty, world.now() + 1_200 * MILLI);
        assertThat(replies).as("%s", story()).first().isInstanceOf(ClientReply.BucketChanged.class);
    }

    /** How many markers a node has, those that stand beside each other counted one by one. */
    int markersAt(int number) {
        return node(number).disk().table(Table.ROWS).values().stream()
                .mapToInt(row -> StoredRows.row(row).versions().size())
                .sum();
    }

    int rowsAt(int number) {
        return node(number).disk().table(Table.ROWS).size();
    }

    int registersAt(int number) {
        return node(number).disk().table(Table.REGISTERS).size();
    }

    /** What one replica has accepted, as its disk says. */
    Optional<String> valueAt(int number, String key) {
        byte[] stored = node(number)
                .disk()
                .table(Table.REGISTERS)
                .get(Keys.register(partition(), new RowKey(strongBucket().id(), Tags.register(Bytes.ofUtf8(key)))));
        return Optional.ofNullable(stored)
                .flatMap(bytes -> Acceptor.valueOf(bytes).entry(Bytes.ofUtf8(key)))
                .map(entry -> entry.value().toUtf8());
    }

    private Bucket strongBucket() {
        return node(A).topology().bucket(STRONG).orElseThrow();
    }

    /** There is but one of the strong bucket. */
    private int partition() {
        return node(A).topology().partitionOf(strongBucket(), Bytes.ofUtf8("any"));
    }

    static Predicate<SimNetwork.InFlight> prepares() {
        return flight -> flight.message() instanceof PeerMessage.PrepareRegister;
    }

    static Predicate<SimNetwork.InFlight> preparesOf(String key) {
        Bytes name = Tags.register(Bytes.ofUtf8(key));
        return flight -> flight.message() instanceof PeerMessage.PrepareRegister prepare
                && prepare.register().key().equals(name);
    }

    static Predicate<SimNetwork.InFlight> comparisons() {
        return flight -> flight.message() instanceof PeerMessage.CompareRegisters;
    }

    static Predicate<SimNetwork.InFlight> pages() {
        return flight -> flight.message() instanceof PeerMessage.RegisterPage;
    }

    void awaitHeld(Predicate<SimNetwork.InFlight> which) {
        boolean held =
                world.runWhile(() -> world.network().heldBack().stream().noneMatch(which), world.now() + 5_000 * MILLI);
        assertThat(held).as("%s", story()).isTrue();
    }

    void deliverHeld(Predicate<SimNetwork.InFlight> which) {
        world.network().deliverHeld(which);
    }

    /** May the node vote in the partition, as its disk and topology tell? */
    boolean votes(int number) {
        SimNode node = node(number);
        Acceptors.Name name = node.topology().acceptors().of(number).orElseThrow();
        return name.acceptor().equals(node.disk().acceptor())
                && Voting.mayVote(node.disk(), partition(), name, node.disk().doubt());
    }

    long acceptorsEpoch(int number) {
        return node(number).topology().acceptors().epoch();
    }

    String story() {
        return String.join("\n", world.trace().story(""));
    }
}
