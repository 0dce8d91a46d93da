package io.kvorum.integrity.saga;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.client.Codec;
import io.kvorum.client.KvorumException;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.fake.Crash;
import io.kvorum.integrity.fake.Explorer;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.outbox.Backoff;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A saga with three participants, over a network that loses, delays and repeats messages. Each message is a write of a store that fails as the
 * explorer says, so a process can die before it is sent and before its answer is heard. At the end all messages that were ever sent come once
 * more, also those that were lost, in their order and the other way round.
 */
final class SagaWorld implements Explorer.World {
    static final String ID = "17";
    static final long AMOUNT = 3;
    static final Duration LEASE = Duration.ofSeconds(10);
    static final Duration DEADLINE = Duration.ofMinutes(1);
    static final Duration HOLD = Duration.ofMinutes(2);
    private static final List<String> PARTICIPANTS = List.of("stock", "payment", "order");

    /** How a process carries out a saga. */
    interface Runner {
        void run(SagaWorld world, Sagas<String> sagas) throws InterruptedException;
    }

    /** What a story is about. */
    record Story(Map<String, Long> free, Shelf.Manner manner, Runner runner, Runner rival, Duration away) {
        static final Story DEFAULT = new Story(
                Map.of("stock", 10L, "payment", 10L, "order", 10L),
                Shelf.RIGHT,
                SagaWorld::asADispatcher,
                SagaWorld::takesOver,
                Duration.ZERO);

        Story free(String participant, long things) {
            Map<String, Long> changed = new HashMap<>(free);
            changed.put(participant, things);
            return new Story(changed, manner, runner, rival, away);
        }

        Story manner(Shelf.Manner other) {
            return new Story(free, other, runner, rival, away);
        }

        Story runner(Runner other) {
            return new Story(free, manner, other, rival, away);
        }

        Story rival(Runner other) {
            return new Story(free, manner, runner, other, away);
        }

        /** So long nobody is there after the first process has ended. */
        Story away(Duration duration) {
            return new Story(free, manner, runner, rival, duration);
        }
    }

    /** A message, and what has become of it. */
    private record Message(String to, StepRequest request) {}

    final ManualTime time = new ManualTime();
    final FakeTagStore store;
    private final Story story;
    private final FakeTagStore network;
    private final Map<String, FakeTagStore> stores = new HashMap<>();
    private final Map<String, Shelf> shelves = new HashMap<>();
    private final List<Message> sent = new ArrayList<>();
    private final Set<Integer> delivered = new HashSet<>();
    private final Map<Integer, Object> answers = new HashMap<>();
    private final List<SagaPhase> ended = new ArrayList<>();
    private final Map<String, Long> more = new HashMap<>();
    private long instances;

    SagaWorld(Faults faults, Story story) {
        this.story = story;
        this.store = new FakeTagStore("sagas", faults);
        this.network = new FakeTagStore("network", faults);
        store.clusterMillis = time::trueMillis;
        network.changed = this::arrived;
        for (String participant : PARTICIPANTS) {
            FakeTagStore shelf = new FakeTagStore(participant, faults);
            shelf.clusterMillis = time::trueMillis;
            shelf.plant(Shelf.TAG, "shelf", new Shelf.Contents(free(participant), 0, 0, 0).encode());
            stores.put(participant, shelf);
            shelves.put(participant, new Shelf(shelf, time));
        }
        Runnable rival = this::rival;
        store.rival = rival;
        network.rival = rival;
        stores.values().forEach(one -> one.rival = rival);
    }

    /** As one process has it. */
    Sagas<String> sagas() {
        SagaListener listener = new SagaListener() {
            @Override
            public void ended(io.kvorum.integrity.aggregate.AggregateId saga, SagaPhase phase, long tookMillis) {
                ended.add(phase);
            }
        };
        Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5));
        return new Sagas<>(
                updates(), type(), new SagaOptions(LEASE, backoff, listener, time, new SplittableRandom(++instances)));
    }

    TagUpdates updates() {
        return new TagUpdates(store, TagOptions.DEFAULT.time(time));
    }

    SagaType<String> type() {
        return new SagaType<>(
                "checkout",
                DEADLINE,
                Codec.utf8(),
                List.of(
                        new SagaStep.Hold<>(
                                "stock",
                                new SagaStep.Try<>(HOLD, send("stock")),
                                new SagaStep.Confirm<>(send("stock")),
                                new SagaStep.Cancel<>(send("stock"))),
                        new SagaStep.Decision<>("limit", soFar -> Verdict.goOn()),
                        new SagaStep.Hold<>(
                                "payment",
                                new SagaStep.Try<>(HOLD, send("payment")),
                                new SagaStep.Confirm<>(send("payment")),
                                new SagaStep.Cancel<>(send("payment"))),
                        new SagaStep.Action<>(
                                "order", new SagaStep.Confirm<>(send("order")), new SagaStep.Cancel<>(send("order")))));
    }

    private StepCall<String> send(String to) {
        return input -> send(to, input.request());
    }

    private Bytes send(String to, StepRequest request) {
        int number = sent.size();
        sent.add(new Message(to, request));
        long unused = network.write(
                "message-" + number, new TagWrite().put("to", Bytes.ofUtf8(request.toString())), Optional.empty());
        Object answer = answers.get(number);
        if (answer instanceof Bytes outcome) {
            return outcome;
        }
        throw answer instanceof RuntimeException failure ? failure : new IllegalStateException("no answer");
    }

    private void arrived() {
        for (int i = 0; i < sent.size(); i++) {
            if (network.version("message-" + i) > 0 && delivered.add(i)) {
                deliver(i);
            }
        }
    }

    private void deliver(int number) {
        Message message = sent.get(number);
        Shelf shelf = Objects.requireNonNull(shelves.get(message.to()));
        try {
            answers.put(number, story.manner().handle(shelf, message.request(), AMOUNT));
        } catch (Crash e) {
            // The participant dies, and whoever has asked hears nothing.
            shelf.restart();
        } catch (RuntimeException e) {
            answers.put(number, e);
        }
    }

    private void rival() {
        try {
            story.rival().run(this, sagas());
        } catch (KvorumException | Crash | IllegalArgumentException e) {
            // It has its own troubles: or there is no saga yet.
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another process, when the time of the first one is over. */
    static void takesOver(SagaWorld world, Sagas<String> sagas) throws InterruptedException {
        world.time.pass(LEASE);
        Saga<String> unused = sagas.run(ID);
    }

    private FakeTagStore store(String participant) {
        return Objects.requireNonNull(stores.get(participant));
    }

    /** What it has in the beginning. */
    private long free(String participant) {
        return Objects.requireNonNull(story.free().get(participant));
    }

    /** More things come to a participant. */
    void fill(String participant) {
        FakeTagStore shelf = store(participant);
        Shelf.Contents present = Shelf.Contents.of(shelf.peek(Shelf.TAG));
        shelf.plant(
                Shelf.TAG,
                "shelf",
                new Shelf.Contents(present.free() + AMOUNT, present.held(), present.taken(), present.heldUntil())
                        .encode());
        Objects.requireNonNull(shelves.get(participant)).restart();
        more.merge(participant, AMOUNT, Long::sum);
    }

    void sweep() {
        shelves.values().forEach(Shelf::sweep);
    }

    /** Time passes, and holds end. */
    static void holdsEnd(SagaWorld world, Sagas<String> sagas) {
        world.time.pass(HOLD);
        world.sweep();
    }

    static void cancels(SagaWorld world, Sagas<String> sagas) {
        boolean unused = sagas.cancel(ID, "changed my mind");
    }

    static void asADispatcher(SagaWorld world, Sagas<String> sagas) throws InterruptedException {
        SagaRun<String> run = sagas.newRun(sagas.id(ID));
        for (int i = 0; i < 20; i++) {
            try {
                if (SagaRecords.isOver(run.run())) {
                    return;
                }
                world.time.pass(LEASE);
            } catch (KvorumException e) {
                // Tries again.
            }
        }
        throw new AssertionError("never over");
    }

    private void startAndRun() {
        try {
            Sagas<String> sagas = sagas();
            Saga<String> unused = sagas.start(ID, "order");
            story.runner().run(this, sagas);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void run() {
        startAndRun();
    }

    @Override
    public void recover() {
        time.pass(story.away());
        shelves.values().forEach(Shelf::restart);
        sweep();
        try {
            Sagas<String> sagas = sagas();
            // The client has retried, if it was never told.
            Saga<String> unused = sagas.start(ID, "order");
            time.pass(LEASE);
            asADispatcher(this, sagas);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        check();
        for (int i = 0; i < sent.size(); i++) {
            deliver(i);
        }
        for (int i = sent.size() - 1; i >= 0; i--) {
            deliver(i);
        }
    }

    SagaPhase phase() {
        return sagas().read(ID).orElseThrow().phase();
    }

    @Override
    public void check() {
        SagaPhase phase = phase();
        assertThat(phase.isOver()).as("over").isTrue();
        assertThat(ended.stream().distinct()).as("told as ended").allMatch(phase::equals);
        long taken = phase == SagaPhase.CONFIRMED ? AMOUNT : 0;
        for (String participant : PARTICIPANTS) {
            Shelf.Contents shelf = Shelf.Contents.of(store(participant).peek(Shelf.TAG));
            assertThat(shelf.held()).as(participant + " holds, " + phase).isZero();
            assertThat(shelf.taken()).as(participant + " has taken, " + phase).isEqualTo(taken);
            assertThat(shelf.free())
                    .as(participant + " has free, " + phase)
                    .isEqualTo(free(participant) + more.getOrDefault(participant, 0L) - taken);
        }
    }
}
