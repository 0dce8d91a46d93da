package io.kvorum.integrity.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Int64Value;
import io.kvorum.integrity.aggregate.Accounts;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.ArchivedEvents;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutboxDispatcherTest {
    private static final int PARTITIONS = 4;
    private final FakeTagStore store = new FakeTagStore("accounts", new Faults());
    private final Aggregates<Int64Value, Long> accounts = Accounts.of(store, Time.system());
    private final DeadLetters letters =
            new DeadLetters(new TagUpdates(new FakeTagStore("dead", new Faults()), TagOptions.DEFAULT), "accounts");
    private final Map<String, List<Long>> told = new ConcurrentHashMap<>();

    private static AggregateId id(int number) {
        return new AggregateId("account", "a" + number);
    }

    private OutboxRelay relay(Transport transport) {
        return new OutboxRelay(
                store,
                new ArchivedEvents(new FakeTagStore("archive", new Faults())),
                transport,
                letters,
                RelayOptions.DEFAULT.backoff(new Backoff(Duration.ofMillis(1), Duration.ofMillis(5))));
    }

    private void tell(Event event) {
        told.computeIfAbsent(event.aggregate().tag(), tag -> new ArrayList<>()).add(event.sequence());
    }

    /** A feed that a test fills. What is processed it remembers, and what is not comes again to the next one. */
    private final class Queue implements TagFeed {
        private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
        private final List<Change> open = new ArrayList<>();
        private long numbers;
        private int taken;

        synchronized void changed(String tag) {
            changes.add(new Change(Math.floorMod(tag.hashCode(), PARTITIONS), ++numbers, Optional.of(store.peek(tag))));
        }

        @Override
        public Optional<Change> next(Duration timeout) throws InterruptedException {
            Optional<Change> next = Optional.ofNullable(changes.poll(timeout.toMillis(), TimeUnit.MILLISECONDS));
            next.ifPresent(this::took);
            return next;
        }

        private synchronized void took(Change change) {
            open.add(change);
            taken++;
        }

        @Override
        public synchronized void processed(Change change) {
            open.removeIf(other -> other.partition() == change.partition() && other.number() <= change.number());
        }

        synchronized List<Change> open() {
            return List.copyOf(open);
        }

        synchronized int taken() {
            return taken;
        }

        @Override
        public void close() {}
    }

    @Test
    void eventsOfAnAggregateComeInOrderAndAggregatesDoNotWaitForEachOther() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        Queue queue = new Queue();
        Transport transport = event -> {
            if (event.aggregate().equals(id(0))) {
                slow.await();
            }
            tell(event);
        };
        try (OutboxDispatcher dispatcher = new OutboxDispatcher(queue, relay(transport), 16)) {
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 8; i++) {
                    accounts.execute(id(i), 1L, CommandOptions.DEFAULT);
                    queue.changed(id(i).tag());
                }
            }
            await().until(() -> told.size() == 7 && told.values().stream().allMatch(events -> events.contains(20L)));
            assertThat(told).doesNotContainKey(id(0).tag());
            assertThat(queue.open()).as("not acknowledged before the slow one").isNotEmpty();
            slow.countDown();
            await().until(() -> queue.open().isEmpty());
            await().until(() -> dispatcher.busy() == 0);
        }
        assertThat(told).hasSize(8);
        told.forEach((tag, events) -> {
            assertThat(events.stream().distinct()).as(tag).hasSize(20).isSorted();
        });
        for (int i = 0; i < 8; i++) {
            assertThat(accounts.read(id(i)).unsent()).isEmpty();
        }
    }

    @Test
    void whenAllAreBusyNoMoreIsTakenFromTheFeed() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Queue queue = new Queue();
        for (int i = 0; i < 20; i++) {
            accounts.execute(id(i), 1L, CommandOptions.DEFAULT);
            queue.changed(id(i).tag());
        }
        Transport transport = event -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            slow.await();
            running.decrementAndGet();
            tell(event);
        };
        try (OutboxDispatcher dispatcher = new OutboxDispatcher(queue, relay(transport), 3)) {
            await().until(() -> running.get() == 3);
            assertThat(dispatcher.busy()).isEqualTo(3);
            assertThat(queue.taken()).isLessThanOrEqualTo(4);
            slow.countDown();
            await().until(() -> told.size() == 20);
            await().until(() -> queue.open().isEmpty());
        }
        assertThat(most.get()).isEqualTo(3);
    }

    @Test
    void whatADispatcherHasNotDoneWhenItEndsComesAgainToTheNext() throws Exception {
        Queue queue = new Queue();
        for (int i = 0; i < 10; i++) {
            accounts.execute(id(i), 1L, CommandOptions.DEFAULT);
            queue.changed(id(i).tag());
        }
        CountDownLatch begun = new CountDownLatch(5);
        Transport stuck = event -> {
            begun.countDown();
            new CountDownLatch(1).await();
        };
        try (OutboxDispatcher dispatcher = new OutboxDispatcher(queue, relay(stuck), 5)) {
            begun.await();
            assertThat(dispatcher.busy()).isEqualTo(5);
        }
        assertThat(told).isEmpty();
        assertThat(letters.list()).isEmpty();
        Queue again = new Queue();
        queue.open()
                .forEach(change -> again.changed(change.contents().orElseThrow().tag()));
        queue.changes.forEach(
                change -> again.changed(change.contents().orElseThrow().tag()));
        try (OutboxDispatcher dispatcher = new OutboxDispatcher(again, relay(this::tell), 5)) {
            await().until(() -> told.size() == 10);
            await().until(() -> dispatcher.busy() == 0);
        }
    }
}
