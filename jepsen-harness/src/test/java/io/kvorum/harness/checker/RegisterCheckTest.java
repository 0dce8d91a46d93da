package io.kvorum.harness.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.checker.RegisterOp.Changed;
import io.kvorum.harness.checker.RegisterOp.Expected;
import io.kvorum.harness.checker.RegisterOp.Result;
import io.kvorum.harness.checker.RegisterOp.Shown;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Histories of one register that are known to be right, or wrong. Times are in units of their own. */
class RegisterCheckTest {
    private static RegisterOp put(String value, long version, long from, long to) {
        return op(
                Result.APPLIED, List.of(), List.of(new Changed("k", Optional.of(value))), version, List.of(), from, to);
    }

    private static RegisterOp putIf(long expected, String value, long version, long from, long to) {
        return op(
                Result.APPLIED,
                List.of(new Expected("k", Optional.of(expected))),
                List.of(new Changed("k", Optional.of(value))),
                version,
                List.of(),
                from,
                to);
    }

    private static RegisterOp unknown(String value, long from) {
        return op(
                Result.UNKNOWN,
                List.of(),
                List.of(new Changed("k", Optional.of(value))),
                0,
                List.of(),
                from,
                Long.MAX_VALUE);
    }

    private static RegisterOp delete(long version, long from, long to) {
        return op(Result.APPLIED, List.of(), List.of(new Changed("k", Optional.empty())), version, List.of(), from, to);
    }

    private static RegisterOp read(String value, long version, long from, long to) {
        return op(Result.READ, List.of(), List.of(), 0, List.of(new Shown("k", version, Optional.of(value))), from, to);
    }

    private static RegisterOp readNothing(long from, long to) {
        return op(Result.READ, List.of(), List.of(), 0, List.of(), from, to);
    }

    private static RegisterOp conflict(long expected, String value, long seen, long from, long to) {
        return op(
                Result.CONFLICT,
                List.of(new Expected("k", Optional.of(expected))),
                List.of(new Changed("k", Optional.of(value))),
                0,
                seen == 0 ? List.of() : List.of(new Shown("k", seen, Optional.empty())),
                from,
                to);
    }

    private static RegisterOp op(
            Result result,
            List<Expected> conditions,
            List<Changed> changes,
            long version,
            List<Shown> seen,
            long from,
            long to) {
        boolean looks = result == Result.READ || result == Result.CONFLICT;
        return new RegisterOp(
                "r", result, conditions, changes, looks ? List.of("k") : List.of(), version, seen, from, to);
    }

    private static void good(RegisterOp... ops) {
        assertThat(RegisterCheck.check(List.of(ops))).isEmpty();
    }

    private static void bad(String why, RegisterOp... ops) {
        assertThat(RegisterCheck.check(List.of(ops)))
                .as(why)
                .isNotEmpty()
                .allMatch(violation -> violation.kind() == Violation.Kind.NOT_LINEARIZABLE);
    }

    @Test
    void sequentialHistoriesAreGood() {
        good(readNothing(0, 1), put("a", 1, 2, 3), read("a", 1, 4, 5), putIf(1, "b", 2, 6, 7), read("b", 2, 8, 9));
        good(put("a", 1, 0, 1), delete(2, 2, 3), readNothing(4, 5), put("b", 3, 6, 7), read("b", 3, 8, 9));
        good(put("a", 1, 0, 1), conflict(0, "b", 1, 2, 3), read("a", 1, 4, 5));
    }

    @Test
    void concurrentOperationsMayBeInAnyOrder() {
        good(put("a", 2, 0, 10), put("b", 1, 0, 10), read("b", 1, 5, 6), read("a", 2, 7, 8));
        good(put("a", 1, 0, 10), readNothing(1, 2), read("a", 1, 3, 4));
        good(unknown("a", 0), readNothing(1, 2), read("a", 1, 3, 4));
        good(unknown("a", 0), readNothing(1, 2));
    }

    @Test
    void staleReads() {
        bad("nothing after a write", put("a", 1, 0, 1), readNothing(2, 3));
        bad("the old value after the new one", put("a", 1, 0, 1), put("b", 2, 2, 3), read("a", 1, 4, 5));
        bad("back in time between reads", put("a", 1, 0, 1), put("b", 2, 2, 9), read("b", 2, 3, 4), read("a", 1, 5, 6));
        bad("a deleted value", put("a", 1, 0, 1), delete(2, 2, 3), read("a", 1, 4, 5));
    }

    @Test
    void lostAndDoubledUpdates() {
        bad("one version for two", put("a", 1, 0, 1), put("b", 1, 2, 3));
        bad("two updates on one version", put("a", 1, 0, 1), putIf(1, "b", 2, 2, 9), putIf(1, "c", 3, 2, 9));
        bad("versions against time", put("a", 2, 0, 1), put("b", 1, 2, 3));
        bad("applied twice", unknown("a", 0), read("a", 1, 1, 2), put("b", 2, 3, 4), read("a", 3, 5, 6));
        bad("shown with another version", put("a", 1, 0, 1), read("a", 2, 2, 3));
    }

    @Test
    void whatWasNotAppliedIsNotShown() {
        RegisterOp refused =
                op(Result.NOT_APPLIED, List.of(), List.of(new Changed("k", Optional.of("a"))), 0, List.of(), 0, 1);
        bad("not applied, and read", refused, read("a", 1, 2, 3));
        bad("in conflict, and read", put("z", 1, 0, 1), conflict(0, "a", 1, 2, 3), read("a", 2, 4, 5));
        bad("nobody wrote it", read("ghost", 1, 0, 1));
    }

    @Test
    void aFailedComparisonIsARead() {
        bad("it held by what was told", put("a", 1, 0, 1), conflict(1, "b", 1, 2, 3));
        bad("stale", put("a", 1, 0, 1), put("b", 2, 2, 3), conflict(0, "c", 1, 4, 5));
    }
}
