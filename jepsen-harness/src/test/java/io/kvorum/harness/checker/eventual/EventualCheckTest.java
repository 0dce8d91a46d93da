package io.kvorum.harness.checker.eventual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Invocation;
import io.kvorum.harness.checker.history.MalformedHistory;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Small histories of one key, good ones and those that break a promise. */
class EventualCheckTest {
    private final List<Operation> history = new ArrayList<>();

    private static Invocation put(String value, long start, String... after) {
        return Operation.start(0, Action.PUT, "k", Request.valueAfter(Optional.of(value), List.of(after)), start);
    }

    private static Invocation delete(long start, String... after) {
        return Operation.start(0, Action.DELETE, "k", Request.valueAfter(Optional.empty(), List.of(after)), start);
    }

    private void read(long start, long end, String... shown) {
        history.add(Operation.start(1, Action.GET, "k", Request.NONE, start)
                .applied(end, new Answer.Siblings(List.of(shown))));
    }

    private void add(Operation operation) {
        history.add(operation);
    }

    private void fine() {
        assertThat(EventualCheck.check(history)).isEmpty();
    }

    private EventualViolation broken(EventualViolation.Kind kind, String value) {
        List<EventualViolation> found = EventualCheck.check(history);
        assertThat(found).singleElement().satisfies(violation -> {
            assertThat(violation.kind()).isEqualTo(kind);
            assertThat(violation.value()).isEqualTo(value);
            assertThat(violation.evidence()).contains(violation.read()).hasSizeLessThanOrEqualTo(3);
        });
        return found.get(0);
    }

    @Test
    void anAcknowledgedWriteIsInEachLaterRead() {
        add(put("a", 0).applied(10));
        read(11, 20);
        assertThat(broken(EventualViolation.Kind.LOST, "a").text()).contains("had been acknowledged");
    }

    @Test
    void aReadThatBeganBeforeTheAcknowledgementMayMissIt() {
        add(put("a", 0).applied(10));
        read(9, 20);
        read(10, 20);
        fine();
    }

    @Test
    void whatAWriteMayHaveReplacedNeedNotBeShown() {
        add(put("a", 0).applied(10));
        add(put("b", 20, "a").unknown(30));
        read(25, 40);
        read(50, 60, "a");
        read(70, 80, "b");
        fine();
    }

    /** It had not begun when the read was over. */
    @Test
    void aLaterWriteExcusesNothing() {
        add(put("a", 0).applied(10));
        read(11, 20);
        add(put("b", 21, "a").applied(30));
        broken(EventualViolation.Kind.LOST, "a");
    }

    @Test
    void aWriteThatWasSaidNotToBeAppliedReplacesNothing() {
        add(put("a", 0).applied(10));
        add(put("b", 20, "a").notApplied(30));
        read(31, 40);
        broken(EventualViolation.Kind.LOST, "a");
    }

    @Test
    void whatAReadHasShownIsNotLostAlthoughItsClientWasToldNothing() {
        add(put("a", 0).unknown(10));
        read(11, 20, "a");
        read(21, 30);
        assertThat(broken(EventualViolation.Kind.LOST, "a").text()).contains("an earlier read had shown");
    }

    @Test
    void anUnknownWriteMayTakeEffectLateOrNever() {
        add(put("a", 0).unknown(10));
        read(11, 20);
        read(21, 30, "a");
        fine();
    }

    @Test
    void aDeletedValueDoesNotComeBack() {
        add(put("a", 0).applied(10));
        add(delete(20, "a").applied(30));
        read(31, 40, "a");
        assertThat(broken(EventualViolation.Kind.CAME_BACK, "a").text()).contains("a delete had replaced");
    }

    @Test
    void aDeleteUnderWayMayBeSeenOrNot() {
        add(put("a", 0).applied(10));
        add(delete(20, "a").applied(40));
        read(25, 30);
        read(31, 39, "a");
        fine();
    }

    /** The read that showed the newer one proves that it took effect. */
    @Test
    void whatAShownWriteHadReplacedIsGone() {
        add(put("a", 0).applied(10));
        add(put("b", 20, "a").unknown(30));
        read(31, 40, "b");
        read(41, 50, "a", "b");
        broken(EventualViolation.Kind.CAME_BACK, "a");
    }

    @Test
    void whatWasReplacedByWayOfAnUnknownWriteIsGone() {
        add(put("a", 0).applied(10));
        add(put("b", 20, "a").unknown(30));
        add(put("c", 40, "b").applied(50));
        read(51, 60, "a", "c");
        broken(EventualViolation.Kind.CAME_BACK, "a");
    }

    @Test
    void siblingsStayUntilBothAreReplaced() {
        add(put("a", 0).applied(10));
        add(put("b", 0).applied(10));
        read(11, 20, "b", "a");
        add(put("c", 21, "a").applied(30));
        read(31, 40, "c");
        broken(EventualViolation.Kind.LOST, "b");
    }

    @Test
    void whatNobodyWroteIsInvented() {
        read(0, 10, "x");
        broken(EventualViolation.Kind.INVENTED, "x");
    }

    @Test
    void aWriteThatWasSaidNotToBeAppliedIsNotShown() {
        add(put("a", 0).notApplied(10));
        read(11, 20, "a");
        assertThat(broken(EventualViolation.Kind.INVENTED, "a").text()).contains("said not to be applied");
    }

    @Test
    void aValueIsNotShownBeforeItsWriteBegins() {
        read(0, 10, "a");
        add(put("a", 11).applied(20));
        broken(EventualViolation.Kind.INVENTED, "a");
    }

    @Test
    void anOperationOfAnotherKindOfBucketIsRefused() {
        add(Operation.start(0, Action.CAS, "k", Request.cas("a", "b"), 0).applied(1));
        assertThatThrownBy(() -> EventualCheck.check(history)).isInstanceOf(MalformedHistory.class);
    }
}
