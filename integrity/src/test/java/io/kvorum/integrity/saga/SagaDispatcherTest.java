package io.kvorum.integrity.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvorum.client.Codec;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.fake.FakeTagFeed;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagWrite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SagaDispatcherTest {
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final ManualTime time = new ManualTime();
    private final FakeTagStore store = new FakeTagStore("sagas", new Faults());
    private final TagUpdates updates = new TagUpdates(store, TagOptions.DEFAULT.time(time));
    private final Map<String, AtomicInteger> done = new ConcurrentHashMap<>();

    SagaDispatcherTest() {
        store.clusterMillis = time::trueMillis;
    }

    private Bytes count(StepInput<String> input) {
        done.computeIfAbsent(input.request().id(), id -> new AtomicInteger()).incrementAndGet();
        return Bytes.EMPTY;
    }

    private Sagas<String> sagas(StepCall<String> confirms) {
        SagaStep<String> stock = new SagaStep.Hold<>(
                "stock",
                new SagaStep.Try<>(DEADLINE.multipliedBy(2), this::count),
                new SagaStep.Confirm<>(confirms),
                new SagaStep.Cancel<>(this::count));
        return new Sagas<>(
                updates,
                new SagaType<>("checkout", DEADLINE, Codec.utf8(), List.of(stock)),
                SagaOptions.DEFAULT.time(time));
    }

    private static SagaPhase phase(Sagas<String> sagas, int number) {
        return sagas.read("s" + number).orElseThrow().phase();
    }

    private static void start(Sagas<String> sagas, int many) {
        for (int i = 0; i < many; i++) {
            Saga<String> unused = sagas.start("s" + i, "x");
        }
    }

    @Test
    void whatIsStartedIsCarriedOutAndThenAcknowledged() {
        FakeTagFeed feed = new FakeTagFeed(store);
        Sagas<String> sagas = sagas(this::count);
        boolean unused =
                updates.update("something-else", view -> Step.write(new TagWrite().put("saga", Bytes.EMPTY), true));
        store.plant("checkout-damaged", "saga", Bytes.ofUtf8("no record of a saga"));
        try (SagaDispatcher dispatcher = new SagaDispatcher(feed, sagas, 4)) {
            start(sagas, 20);
            await().until(() -> feed.unprocessed() == 0);
            await().until(() -> dispatcher.busy() == 0);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(phase(sagas, i)).isEqualTo(SagaPhase.CONFIRMED);
        }
        assertThat(done).hasSize(40);
        assertThat(done.values()).allMatch(times -> times.get() == 1);
    }

    /** The participant of one process never answers: that process is closed in the middle. */
    @Test
    void whatADispatcherLeavesUnfinishedAnotherOneTakesOver() throws Exception {
        FakeTagFeed feed = new FakeTagFeed(store);
        CountDownLatch begun = new CountDownLatch(5);
        Sagas<String> stuck = sagas(input -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return Bytes.EMPTY;
        });
        start(stuck, 5);
        try (SagaDispatcher dispatcher = new SagaDispatcher(feed, stuck, 5)) {
            begun.await();
            assertThat(dispatcher.busy()).isEqualTo(5);
        }
        Sagas<String> sagas = sagas(this::count);
        for (int i = 0; i < 5; i++) {
            assertThat(phase(sagas, i)).isEqualTo(SagaPhase.CONFIRMING);
        }
        FakeTagFeed next = feed.successor();
        assertThat(next.unprocessed()).isPositive();
        try (SagaDispatcher dispatcher = new SagaDispatcher(next, sagas, 5)) {
            await().until(() -> next.unprocessed() == 0);
            await().until(() -> dispatcher.busy() == 0);
        }
        for (int i = 0; i < 5; i++) {
            assertThat(phase(sagas, i)).isEqualTo(SagaPhase.CONFIRMED);
        }
    }

    @Test
    void whileTheStoreDoesNotAnswerItTriesAgain() {
        Faults faults = new Faults();
        for (int call = 2; call < 40; call += 2) {
            faults.at(call, io.kvorum.integrity.fake.Fault.UNAVAILABLE);
        }
        FakeTagStore failing = new FakeTagStore("sagas", faults);
        failing.clusterMillis = time::trueMillis;
        FakeTagFeed feed = new FakeTagFeed(failing);
        Sagas<String> sagas = new Sagas<>(
                new TagUpdates(failing, TagOptions.DEFAULT.time(time)),
                sagas(this::count).type(),
                SagaOptions.DEFAULT.time(time));
        Saga<String> unused = sagas.start("s0", "x");
        try (SagaDispatcher dispatcher = new SagaDispatcher(feed, sagas, 1)) {
            await().until(() -> feed.unprocessed() == 0);
            await().until(() -> dispatcher.busy() == 0);
        }
        faults.heal();
        assertThat(phase(sagas, 0)).isIn(SagaPhase.CONFIRMED, SagaPhase.CANCELLED);
    }
}
