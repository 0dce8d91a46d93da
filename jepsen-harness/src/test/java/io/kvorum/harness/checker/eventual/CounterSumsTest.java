package io.kvorum.harness.checker.eventual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.MalformedHistory;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Histories of one counter that keep what quorums promise, and such that do not. */
class CounterSumsTest {
    private static Operation increment(long delta, long start, long end) {
        return Operation.start(1, Action.INCREMENT, "k", Request.delta(delta), start)
                .applied(end);
    }

    private static Operation unknown(long delta, long start, long end) {
        return Operation.start(1, Action.INCREMENT, "k", Request.delta(delta), start)
                .unknown(end);
    }

    private static Operation refused(long delta, long start, long end) {
        return Operation.start(1, Action.INCREMENT, "k", Request.delta(delta), start)
                .notApplied(end);
    }

    private static Operation read(long value, long start, long end) {
        return Operation.start(2, Action.GET, "k", Request.NONE, start).applied(end, new Answer.Total(value));
    }

    private static List<EventualViolation.Kind> kinds(Operation... history) {
        return EventualCheck.check(List.of(history)).stream()
                .map(EventualViolation::kind)
                .toList();
    }

    @Test
    void whatWasAcknowledgedBeforeAReadIsInIt() {
        assertThat(kinds(increment(5, 1, 2), read(5, 3, 4))).isEmpty();
        assertThat(kinds(increment(5, 1, 2), read(0, 3, 4))).containsExactly(EventualViolation.Kind.LOST);
    }

    @Test
    void whatIsUnderWayMayBeInItOrNot() {
        assertThat(kinds(increment(5, 1, 4), read(0, 2, 3))).isEmpty();
        assertThat(kinds(increment(5, 1, 4), read(5, 2, 3))).isEmpty();
        assertThat(kinds(unknown(5, 1, 2), read(5, 8, 9))).isEmpty();
        assertThat(kinds(unknown(5, 1, 2), read(0, 8, 9))).isEmpty();
    }

    @Test
    void anIncrementCountsOnce() {
        assertThat(kinds(increment(5, 1, 2), read(10, 3, 4))).containsExactly(EventualViolation.Kind.INVENTED);
        assertThat(kinds(refused(5, 1, 2), read(5, 3, 4))).containsExactly(EventualViolation.Kind.INVENTED);
        assertThat(kinds(increment(5, 5, 6), read(5, 1, 2))).containsExactly(EventualViolation.Kind.INVENTED);
    }

    @Test
    void aReadDoesNotFallBehindAnEarlierOne() {
        assertThat(kinds(unknown(5, 1, 2), read(5, 3, 4), read(0, 5, 6))).containsExactly(EventualViolation.Kind.LOST);
        assertThat(kinds(unknown(5, 1, 2), read(5, 3, 6), read(0, 5, 7))).isEmpty();
    }

    @Test
    void upAndDownARangeIsJudged() {
        assertThat(kinds(increment(5, 1, 2), increment(-3, 3, 6), read(2, 4, 5)))
                .isEmpty();
        assertThat(kinds(increment(5, 1, 2), increment(-3, 3, 6), read(5, 4, 5)))
                .isEmpty();
        assertThat(kinds(increment(5, 1, 2), increment(-3, 3, 6), read(1, 4, 5)))
                .containsExactly(EventualViolation.Kind.LOST);
        assertThat(kinds(increment(5, 1, 2), increment(-3, 3, 4), read(5, 5, 6)))
                .containsExactly(EventualViolation.Kind.INVENTED);
    }

    @Test
    void otherOperationsAreRefusedWithTheirLine() {
        Operation put =
                Operation.start(1, Action.PUT, "k", Request.value("v"), 1).applied(2);
        assertThatThrownBy(() -> EventualCheck.check(List.of(increment(1, 1, 2), put)))
                .isInstanceOf(MalformedHistory.class)
                .hasMessageContaining("'put'");
    }

    /** An atomic counter never breaks a promise, and breaks one if any read of a quiet moment is changed. */
    @Test
    void randomHistoriesOfAnAtomicCounterAreFine() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Operation> history = new ArrayList<>();
            long now = 0;
            long sum = 0;
            for (int i = 0; i < 60; i++) {
                long start = now + random.nextInt(3);
                long moment = start + 1 + random.nextInt(3);
                long end = moment + random.nextInt(5);
                if (random.nextBoolean()) {
                    long delta = 1L + random.nextInt(9);
                    sum += delta;
                    history.add(increment(delta, start, end));
                } else {
                    history.add(read(sum, start, end));
                }
                now = moment;
            }
            assertThat(EventualCheck.check(history)).as("seed %d", seed).isEmpty();
            history.add(read(sum + 1, now + 100, now + 101));
            assertThat(EventualCheck.check(history)).as("seed %d", seed).hasSize(1);
        }
    }
}
