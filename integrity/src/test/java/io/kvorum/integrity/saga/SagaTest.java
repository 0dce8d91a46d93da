package io.kvorum.integrity.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int64Value;
import io.kvorum.client.Codec;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.Accounts;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.outbox.Backoff;
import io.kvorum.integrity.saga.Saga.Progress;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SagaTest {
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final Duration LEASE = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final FakeTagStore store = new FakeTagStore("sagas", new Faults());
    private final TagUpdates updates = new TagUpdates(store, TagOptions.DEFAULT.time(time));
    private final List<String> asked = new ArrayList<>();
    private final List<StepRequest> requests = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    /** What participants do when they are asked; others answer. */
    private final Map<String, Runnable> troubles = new HashMap<>();

    private String failing = "";
    private long instances;

    SagaTest() {
        store.clusterMillis = time::trueMillis;
    }

    private StepCall<String> participant() {
        return input -> {
            StepRequest request = input.request();
            String what = request.step() + " " + request.direction();
            asked.add(what);
            requests.add(request);
            Runnable trouble = troubles.get(what);
            if (trouble != null) {
                trouble.run();
            }
            return Bytes.ofUtf8(what + " " + input.data());
        };
    }

    private SagaStep<String> hold(String name) {
        return new SagaStep.Hold<>(
                name,
                new SagaStep.Try<>(DEADLINE.multipliedBy(2), participant()),
                new SagaStep.Confirm<>(participant()),
                new SagaStep.Cancel<>(participant()));
    }

    private SagaStep<String> action(String name) {
        return new SagaStep.Action<>(name, new SagaStep.Confirm<>(participant()), new SagaStep.Cancel<>(participant()));
    }

    private static SagaType<String> type(List<SagaStep<String>> steps) {
        return new SagaType<>("checkout", DEADLINE, Codec.utf8(), steps);
    }

    private final SagaType<String> checkout = type(List.of(hold("stock"), hold("payment"), action("order")));

    private final class Told implements SagaListener {
        @Override
        public void tookOver(AggregateId saga, long token) {
            told.add("took over");
        }

        @Override
        public void failed(StepRequest request, int failures, RuntimeException error) {
            told.add(request.step() + " " + request.direction() + " failed " + failures);
        }

        @Override
        public void cancelling(AggregateId saga, String reason) {
            told.add("cancelling: " + reason);
        }

        @Override
        public void ended(AggregateId saga, SagaPhase phase, long tookMillis) {
            told.add("ended " + phase);
            if (!failing.isEmpty()) {
                throw new IllegalStateException(failing);
            }
        }
    }

    private Sagas<String> sagas(SagaType<String> type) {
        Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5));
        return new Sagas<>(
                new TagUpdates(store, TagOptions.DEFAULT.time(time)),
                type,
                new SagaOptions(LEASE, backoff, new Told(), time, new SplittableRandom(++instances)));
    }

    private static Saga<String> startAndRun(Sagas<String> sagas) throws InterruptedException {
        Saga<String> unused = sagas.start("17", "x");
        return sagas.run("17");
    }

    @Test
    void whoFollowsTheFeedSeesTheSagaThatTheTagHeld() throws Exception {
        Sagas<String> sagas = sagas(checkout);
        assertThat(sagas.of(store.peek("checkout-17"))).isEmpty();
        Saga<String> saga = startAndRun(sagas);
        assertThat(sagas.of(store.peek("checkout-17"))).contains(saga);
        assertThat(sagas.of(TagContents.empty("order-17"))).isEmpty();
    }

    @Test
    void stepsAreTriedInOrderAndConfirmedOnceAllAre() throws Exception {
        failing = "a listener that fails disturbs nobody";
        Saga<String> saga = startAndRun(sagas(checkout));
        assertThat(saga.phase()).isEqualTo(SagaPhase.CONFIRMED);
        assertThat(asked)
                .containsExactly("stock TRY", "payment TRY", "stock CONFIRM", "payment CONFIRM", "order CONFIRM");
        assertThat(saga.steps()).extracting(Saga.Step::progress).containsOnly(Progress.CONFIRMED);
        assertThat(told).containsExactly("ended CONFIRMED");
        assertThat(requests).extracting(StepRequest::token).isSorted().doesNotHaveDuplicates();
        assertThat(requests).extracting(StepRequest::id).doesNotHaveDuplicates();
        assertThat(sagas(checkout).run("17").isOver()).isTrue();
        assertThat(asked).as("nobody is asked anything after the end").hasSize(5);
    }

    @Test
    void ifOneRefusesAllThatWereAskedAreCancelledInReverseOrder() throws Exception {
        troubles.put("payment TRY", () -> {
            throw new StepRefused("no money");
        });
        Saga<String> saga = startAndRun(sagas(checkout));
        assertThat(saga.phase()).isEqualTo(SagaPhase.CANCELLED);
        assertThat(saga.reason()).isEqualTo("step 'payment': no money");
        assertThat(asked).containsExactly("stock TRY", "payment TRY", "payment CANCEL", "stock CANCEL");
        assertThat(saga.steps())
                .extracting(Saga.Step::progress)
                .containsExactly(Progress.CANCELLED, Progress.CANCELLED, Progress.NOT_BEGUN);
        assertThat(told).containsExactly("cancelling: step 'payment': no money", "ended CANCELLED");
    }

    @Test
    void aRefusedConfirmationCancelsAlsoWhatWasConfirmed() throws Exception {
        troubles.put("order CONFIRM", () -> {
            throw new StepRefused("it cannot be shipped");
        });
        assertThat(startAndRun(sagas(checkout)).phase()).isEqualTo(SagaPhase.CANCELLED);
        assertThat(asked.subList(4, asked.size()))
                .containsExactly("order CONFIRM", "order CANCEL", "payment CANCEL", "stock CANCEL");
    }

    /** Until what the trouble says happens. */
    private Runnable times(int times, RuntimeException trouble) {
        int[] left = {times};
        return () -> {
            if (left[0]-- > 0) {
                throw trouble;
            }
        };
    }

    @Test
    void whatIsNotAnsweredIsAskedAgainUnderTheSameIdWithAFreshToken() throws Exception {
        troubles.put("stock TRY", times(2, new IllegalStateException("timeout")));
        troubles.put("stock CONFIRM", times(3, new IllegalStateException("timeout")));
        assertThat(startAndRun(sagas(checkout)).phase()).isEqualTo(SagaPhase.CONFIRMED);
        List<StepRequest> tries = requests.subList(0, 3);
        assertThat(tries).extracting(StepRequest::id).containsOnly(tries.get(0).id());
        assertThat(tries)
                .extracting(StepRequest::holdUntilMillis)
                .containsOnly(tries.get(0).holdUntilMillis());
        assertThat(tries).extracting(StepRequest::token).isSorted().doesNotHaveDuplicates();
        assertThat(told)
                .containsExactly(
                        "stock TRY failed 1",
                        "stock TRY failed 2",
                        "stock CONFIRM failed 1",
                        "stock CONFIRM failed 2",
                        "stock CONFIRM failed 3",
                        "ended CONFIRMED");
    }

    @Test
    void aSagaThatIsNotDecidedByItsDeadlineIsCancelled() throws Exception {
        troubles.put("payment TRY", () -> {
            throw new IllegalStateException("timeout");
        });
        Saga<String> saga = startAndRun(sagas(checkout));
        assertThat(saga.phase()).isEqualTo(SagaPhase.CANCELLED);
        assertThat(saga.reason()).isEqualTo("the deadline has passed");
        assertThat(time.trueMillis()).isGreaterThanOrEqualTo(saga.deadline().toEpochMilli());
        assertThat(asked).endsWith("payment TRY", "payment CANCEL", "stock CANCEL");
    }

    @Test
    void afterTheDecisionNoDeadlineCountsAndNothingIsGivenUp() throws Exception {
        troubles.put("payment CONFIRM", times(200, new IllegalStateException("timeout")));
        Saga<String> saga = startAndRun(sagas(checkout));
        assertThat(saga.phase()).isEqualTo(SagaPhase.CONFIRMED);
        assertThat(time.trueMillis()).isGreaterThan(saga.deadline().toEpochMilli());
        assertThat(told).contains("payment CONFIRM failed 200");
    }

    @Test
    void aCompensationIsRepeatedUntilItIsDoneAlsoIfItIsRefused() throws Exception {
        troubles.put("payment TRY", times(1, new StepRefused("no money")));
        troubles.put("stock CANCEL", times(300, new StepRefused("I do not like to")));
        assertThat(startAndRun(sagas(checkout)).phase()).isEqualTo(SagaPhase.CANCELLED);
        assertThat(told).contains("stock CANCEL failed 300").endsWith("ended CANCELLED");
    }

    @Test
    void aDecisionSeesWhatParticipantsHaveAnswered() throws Exception {
        SagaType<String> limited = type(List.of(
                hold("stock"),
                new SagaStep.Decision<>(
                        "limit",
                        soFar -> Verdict.cancel(soFar.data() + ", "
                                + Objects.requireNonNull(soFar.outcomes().get("stock"))
                                        .toUtf8())),
                hold("payment")));
        Saga<String> saga = startAndRun(sagas(limited));
        assertThat(saga.phase()).isEqualTo(SagaPhase.CANCELLED);
        assertThat(saga.reason()).isEqualTo("x, stock TRY x");
        assertThat(asked).containsExactly("stock TRY", "stock CANCEL");
    }

    @Test
    void aDecisionThatFailsIsAskedAgainUntilTheDeadline() throws Exception {
        SagaType<String> mistaken = type(List.of(hold("stock"), new SagaStep.Decision<>("limit", soFar -> {
            throw new IllegalArgumentException("a mistake");
        })));
        Sagas<String> sagas = sagas(mistaken);
        assertThatThrownBy(() -> startAndRun(sagas)).hasMessage("a mistake");
        time.pass(DEADLINE);
        assertThat(sagas.run("17").phase()).isEqualTo(SagaPhase.CANCELLED);
    }

    @Test
    void itCanBeCancelledUntilItIsDecided() throws Exception {
        Sagas<String> sagas = sagas(checkout);
        troubles.put(
                "payment TRY",
                () -> assertThat(sagas.cancel("17", "changed my mind")).isTrue());
        Saga<String> saga = startAndRun(sagas);
        assertThat(saga.phase()).isEqualTo(SagaPhase.CANCELLED);
        assertThat(saga.reason()).isEqualTo("changed my mind");
        assertThat(sagas.cancel("17", "again")).isTrue();

        troubles.clear();
        troubles.put(
                "payment CONFIRM",
                () -> assertThat(sagas.cancel("18", "changed my mind")).isFalse());
        Saga<String> unused = sagas.start("18", "x");
        assertThat(sagas.run("18").phase()).isEqualTo(SagaPhase.CONFIRMED);
    }

    @Test
    void aRunIsLeftAloneUntilItsTimeIsOverAndThenIsTakenOver() throws Exception {
        Sagas<String> first = sagas(checkout);
        Sagas<String> second = sagas(checkout);
        troubles.put("payment TRY", () -> {
            try {
                Saga<String> seen = second.run("17");
                assertThat(seen.isOver()).isFalse();
                assertThat(seen.coordinatedUntil().toEpochMilli()).isEqualTo(time.trueMillis() + LEASE.toMillis());
                time.pass(LEASE);
                troubles.clear();
                assertThat(second.run("17").phase()).isEqualTo(SagaPhase.CONFIRMED);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(startAndRun(first).phase()).isEqualTo(SagaPhase.CONFIRMED);
        assertThat(asked)
                .as("the first one asks nothing any more")
                .containsExactly(
                        "stock TRY", "payment TRY", "payment TRY", "stock CONFIRM", "payment CONFIRM", "order CONFIRM");
        assertThat(told).containsExactly("took over", "ended CONFIRMED");
    }

    @Test
    void startingAgainChangesNothingAndOtherDataAreRefused() throws Exception {
        Sagas<String> sagas = sagas(checkout);
        Saga<String> first = startAndRun(sagas);
        assertThat(sagas.start("17", "x")).isEqualTo(first);
        assertThatThrownBy(() -> sagas.start("17", "y")).isInstanceOf(SagaMismatch.class);
        assertThat(sagas.read("17")).contains(first);
        assertThat(sagas.read("18")).isEmpty();
        assertThatThrownBy(() -> sagas.run("18")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sagas.cancel("18", "so")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSagaAndTheStateThatItIsAboutCanBeginByOneWrite() throws Exception {
        Aggregates<Int64Value, Long> accounts = new Aggregates<>(updates, new Accounts(), Accounts.SIGNER);
        Sagas<String> sagas =
                sagas(new SagaType<>("account", DEADLINE, Codec.utf8(), List.of(hold("stock"), action("order"))));
        AggregateId id = Accounts.ID;
        CommandOptions options = CommandOptions.DEFAULT.guard(sagas.starting(id.id(), "x"));
        long writes = store.version(id.tag());
        long version = accounts.execute(id, 5L, options).version();
        assertThat(store.version(id.tag())).isEqualTo(writes + 1);
        assertThat(version).isEqualTo(1);
        assertThat(sagas.run(id.id()).phase()).isEqualTo(SagaPhase.CONFIRMED);
        assertThat(accounts.execute(id, 5L, options).version())
                .as("whether a command comes twice is not for the saga to say")
                .isEqualTo(2);
        assertThat(sagas.read(id.id()).orElseThrow().phase()).isEqualTo(SagaPhase.CONFIRMED);
        assertThatThrownBy(() ->
                        accounts.execute(id, 5L, CommandOptions.DEFAULT.guard(sagas.starting(id.id(), "other data"))))
                .isInstanceOf(SagaMismatch.class);
        assertThatThrownBy(() -> accounts.execute(
                        new AggregateId("account", "18"), 5L, CommandOptions.DEFAULT.guard(sagas.starting("17", "x"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Old and new instances side by side: a saga goes through the steps that it was started with. */
    @Test
    void aSagaKeepsTheStepsThatItWasStartedWith() throws Exception {
        SagaType<String> newer = type(List.of(hold("risk"), hold("stock"), hold("payment"), action("order")));
        Saga<String> unused = sagas(checkout).start("17", "x");
        assertThat(sagas(newer).run("17").phase()).isEqualTo(SagaPhase.CONFIRMED);
        assertThat(asked).doesNotContain("risk TRY");

        unused = sagas(newer).start("18", "x");
        assertThatThrownBy(() -> sagas(checkout).run("18"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("risk");
        time.pass(LEASE);
        assertThat(sagas(newer).run("18").phase()).isEqualTo(SagaPhase.CONFIRMED);
    }

    @Test
    void aDeclarationThatCannotBeRightIsRefused() {
        assertThatThrownBy(() -> type(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> type(List.of(hold("stock"), action("stock"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hold("Stock")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> type(List.of(new SagaStep.Hold<>(
                        "stock",
                        new SagaStep.Try<>(DEADLINE, participant()),
                        new SagaStep.Confirm<>(participant()),
                        new SagaStep.Cancel<>(participant())))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("before the saga is decided");
    }
}
