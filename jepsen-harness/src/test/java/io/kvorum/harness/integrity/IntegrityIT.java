package io.kvorum.harness.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kvorum.client.KvorumClient;
import io.kvorum.client.KvorumException;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.harness.live.ThreeNodes;
import io.kvorum.integrity.aggregate.Aggregate;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.ArchivedEvents;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.EventLog;
import io.kvorum.integrity.aggregate.OutboxEntries;
import io.kvorum.integrity.aggregate.Rebuild;
import io.kvorum.integrity.idempotency.AttemptSuperseded;
import io.kvorum.integrity.idempotency.Begun;
import io.kvorum.integrity.idempotency.Fingerprint;
import io.kvorum.integrity.idempotency.Idempotency;
import io.kvorum.integrity.idempotency.IdempotencyOptions;
import io.kvorum.integrity.idempotency.IdempotentRequest;
import io.kvorum.integrity.inbox.Inbox;
import io.kvorum.integrity.inbox.InboxOptions;
import io.kvorum.integrity.outbox.Backoff;
import io.kvorum.integrity.outbox.DeadLetters;
import io.kvorum.integrity.outbox.DeliveryRefused;
import io.kvorum.integrity.outbox.OutboxDispatcher;
import io.kvorum.integrity.outbox.OutboxRelay;
import io.kvorum.integrity.outbox.RelayOptions;
import io.kvorum.integrity.outbox.StrongTagFeed;
import io.kvorum.integrity.outbox.Transport;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.StrongTagStore;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagWrite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class IntegrityIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int WRITERS = 3;
    private static final int SOURCES = 6;
    private static final long EVENTS = 20;

    @TempDir
    static Path folder;

    private static LocalCluster cluster;
    private static KvorumClient client;
    private static KvorumClient second;

    @BeforeAll
    static void start() throws Exception {
        cluster = ThreeNodes.start(folder);
        client = ThreeNodes.connect(cluster, Duration.ofSeconds(60));
        second = ThreeNodes.connect(cluster, Duration.ofSeconds(60));
        client.admin().createBucket("purses", Map.of("kind", "strong"));
        client.admin().createBucket("sources", Map.of("kind", "strong", "feed", "true"));
        client.admin().createBucket("archive", Map.of("kind", "strong"));
        client.admin().createBucket("dead", Map.of("kind", "strong"));
        client.admin().createBucket("dispatchers", Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        second.close();
        client.close();
        cluster.close();
    }

    private static TagUpdates updates(KvorumClient of, String bucket) {
        return new TagUpdates(StrongTagStore.of(of, bucket), TagOptions.DEFAULT);
    }

    private static Aggregates<Long, Long> purses(KvorumClient of, String bucket) {
        return new Aggregates<>(updates(of, bucket), new Purse(), Purse.SIGNER);
    }

    private static EventLog archive(KvorumClient of) {
        return new ArchivedEvents(StrongTagStore.of(of, "archive"));
    }

    /** Runs the tasks at once, with a node that is killed and comes back in between. */
    private static void whileANodeIsKilled(int node, List<Runnable> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Future<?>> running = new ArrayList<>();
            tasks.forEach(task -> running.add(threads.submit(task)));
            cluster.kill(node);
            cluster.start(node);
            cluster.awaitReady(node, PATIENCE);
            for (Future<?> task : running) {
                task.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Writers of two processes fight for one aggregate. */
    @Test
    @Timeout(300)
    void anAggregateIsWhatItsEventsSayWhileANodeIsKilled() throws Exception {
        AggregateId id = new AggregateId("purse", "shared");
        AtomicLong certain = new AtomicLong();
        AtomicLong possible = new AtomicLong();
        List<Runnable> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            Aggregates<Long, Long> purses = purses(writer % 2 == 0 ? client : second, "purses");
            writers.add(() -> {
                for (int i = 0; i < 60; i++) {
                    try {
                        possible.incrementAndGet();
                        purses.execute(id, 1L, CommandOptions.DEFAULT);
                        certain.incrementAndGet();
                    } catch (OutcomeUnknown e) {
                        // In or not, but not twice.
                    } catch (KvorumException e) {
                        possible.decrementAndGet();
                    }
                }
            });
        }
        whileANodeIsKilled(2, writers);
        Aggregate<Long> read = purses(client, "purses").read(id);
        assertThat(read.state()).isBetween(certain.get(), possible.get());
        assertThat(read.unsent()).hasSize(Math.toIntExact(read.state()));
        read.unsent().forEach(Purse.VERIFIER::verify);
        Rebuild<Long> rebuild = new Rebuild<>(new Purse(), archive(client));
        assertThat(rebuild.of(read).state()).isEqualTo(read.state());
        read.unsent().forEach(archive(second)::add);
        assertThat(rebuild.snapshot(id).state()).isEqualTo(read.state());
        assertThat(rebuild.of(read).applied()).as("from the snapshot").isZero();
    }

    /** Each request is sent by three clients at once, again and again, until all were told. */
    @Test
    @Timeout(300)
    void aRequestTakesEffectOnceHoweverOftenItComesWhileANodeIsKilled() throws Exception {
        AggregateId id = new AggregateId("purse", "requests");
        Map<String, Set<Bytes>> told = new ConcurrentHashMap<>();
        List<Runnable> senders = new ArrayList<>();
        for (int sender = 0; sender < WRITERS; sender++) {
            Aggregates<Long, Long> purses = purses(sender % 2 == 0 ? client : second, "purses");
            Idempotency idempotency = new Idempotency(IdempotencyOptions.DEFAULT);
            senders.add(() -> {
                for (int i = 0; i < 40; i++) {
                    IdempotentRequest request = request("r" + i);
                    Bytes outcome =
                            until(() -> purses.execute(id, 1L, CommandOptions.DEFAULT.guard(idempotency.once(request)))
                                    .outcome());
                    told.computeIfAbsent(request.id(), key -> ConcurrentHashMap.newKeySet())
                            .add(outcome);
                }
            });
        }
        whileANodeIsKilled(3, senders);
        assertThat(purses(client, "purses").read(id).state()).isEqualTo(40);
        assertThat(told).hasSize(40);
        assertThat(told.values())
                .as("byte for byte")
                .allSatisfy(outcomes -> assertThat(outcomes).hasSize(1));

        TagUpdates updates = updates(client, "purses");
        Idempotency impatient = new Idempotency(IdempotencyOptions.DEFAULT.attemptFor(Duration.ofMillis(1)));
        Begun.Started first = (Begun.Started) impatient.begin(updates, id.tag(), request("slow"));
        Begun begun = await().atMost(PATIENCE)
                .until(
                        () -> impatient.begin(updates(second, "purses"), id.tag(), request("slow")),
                        Begun.Started.class::isInstance);
        Begun.Started next = (Begun.Started) begun;
        assertThat(next.attempt().token()).isGreaterThan(first.attempt().token());
        assertThatThrownBy(() -> complete(impatient, updates, id, first)).isInstanceOf(AttemptSuperseded.class);
        assertThat(complete(impatient, updates, id, next)).isEqualTo(Bytes.ofUtf8("done"));
    }

    private static Bytes complete(Idempotency idempotency, TagUpdates updates, AggregateId id, Begun.Started begun) {
        return updates.update(
                id.tag(), view -> idempotency.complete(begun.attempt(), view, new TagWrite(), Bytes.ofUtf8("done")));
    }

    private static IdempotentRequest request(String id) {
        return new IdempotentRequest("put", id, Fingerprint.of(Bytes.ofUtf8(id)));
    }

    /** What a client does: the same request until there is an answer. */
    private static Bytes until(Supplier<Bytes> request) {
        while (true) {
            try {
                return request.get();
            } catch (KvorumException e) {
                Thread.onSpinWait();
            }
        }
    }

    private static AggregateId source(int number) {
        return new AggregateId("purse", "s" + number);
    }

    /** Applies what purses send to one of them; each message comes twice, and one is refused until it is cured. */
    private static final class Receiver implements Transport {
        private final AggregateId target = new AggregateId("purse", "target");
        private final Aggregates<Long, Long> targets = purses(second, "purses");
        private final Inbox inbox = new Inbox(InboxOptions.DEFAULT, Purse.VERIFIER);
        private final Map<String, List<Long>> firstTime = new ConcurrentHashMap<>();
        private volatile String refused = source(3).eventId(4);

        @Override
        public void deliver(Event sent) {
            if (sent.id().equals(refused)) {
                throw new DeliveryRefused("not before it is cured");
            }
            Event event = Event.parse(sent.encoded());
            for (int time = 0; time < 2; time++) {
                CommandOptions once = CommandOptions.DEFAULT.cause(event).guard(inbox.of(event));
                if (!targets.execute(target, Purse.amount(event), once).replayed()) {
                    firstTime
                            .computeIfAbsent(event.aggregate().tag(), tag -> new CopyOnWriteArrayList<>())
                            .add(event.sequence());
                }
            }
        }

        long received() {
            return targets.read(target).state();
        }
    }

    /** Money goes from many purses to one, by events, while a dispatcher ends and a node is killed. */
    @Test
    @Timeout(300)
    void whatLeavesOutboxesArrivesOnceInAnInboxWhileADispatcherAndANodeDie() throws Exception {
        Receiver receiver = new Receiver();
        DeadLetters dead = new DeadLetters(updates(client, "dead"), "sources");
        try (OutboxDispatcher survivor = dispatcher(client, receiver)) {
            OutboxDispatcher victim = dispatcher(second, receiver);
            List<Runnable> tasks = senders();
            tasks.add(victim::close);
            whileANodeIsKilled(1, tasks);
            Aggregates<Long, Long> sources = purses(client, "sources");
            await().atMost(PATIENCE).untilAsserted(() -> {
                empty(receiver.targets.read(receiver.target));
                for (int number = 0; number < SOURCES; number++) {
                    assertThat(sources.read(source(number)).unsent()).isEmpty();
                }
            });
            assertThat(survivor.busy()).isLessThanOrEqualTo(SOURCES);
        }
        assertThat(receiver.received()).isEqualTo(SOURCES * EVENTS - 1);
        assertThat(receiver.firstTime.values())
                .allSatisfy(events -> assertThat(events).isSorted());
        String letter = source(3).eventId(4);
        assertThat(dead.list()).singleElement().satisfies(only -> {
            assertThat(only.event().id()).isEqualTo(letter);
            assertThat(only.reason()).contains("cured");
        });
        receiver.refused = "none";
        assertThat(dead.replay(letter, receiver)).isTrue();
        assertThat(receiver.received()).isEqualTo(SOURCES * EVENTS);
        assertThat(dead.list()).isEmpty();
        for (int number = 0; number < SOURCES; number++) {
            assertThat(new Rebuild<>(new Purse(), archive(client))
                            .ofLog(source(number))
                            .state())
                    .as("%s from the archive", source(number))
                    .isEqualTo(EVENTS);
        }
    }

    private static List<Runnable> senders() {
        List<Runnable> senders = new ArrayList<>();
        for (int number = 0; number < SOURCES; number++) {
            AggregateId source = source(number);
            Aggregates<Long, Long> sources = purses(client, "sources");
            Idempotency idempotency = new Idempotency(IdempotencyOptions.DEFAULT);
            senders.add(() -> {
                for (int i = 0; i < EVENTS; i++) {
                    CommandOptions once = CommandOptions.DEFAULT.guard(idempotency.once(request("r" + i)));
                    Bytes unused = until(() -> sources.execute(source, 1L, once).outcome());
                }
            });
        }
        return senders;
    }

    /** The target's own events are of no interest here, and its outbox has room for 256. */
    private static void empty(Aggregate<Long> target) {
        if (!target.unsent().isEmpty()) {
            boolean unused = updates(client, "purses")
                    .update(target.id().tag(), view -> Step.write(OutboxEntries.remove(target.unsent()), true));
        }
    }

    private static OutboxDispatcher dispatcher(KvorumClient of, Transport transport) {
        OutboxRelay relay = new OutboxRelay(
                StrongTagStore.of(of, "sources"),
                archive(of),
                transport,
                new DeadLetters(updates(of, "dead"), "sources"),
                RelayOptions.DEFAULT
                        .maxAttempts(1_000)
                        .backoff(new Backoff(Duration.ofMillis(10), Duration.ofMillis(500))));
        return new OutboxDispatcher(StrongTagFeed.ofGroup(of, "sources", "relay", "dispatchers"), relay, 64);
    }
}
