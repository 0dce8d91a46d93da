package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.MalformedHistory;
import io.kvorum.harness.checker.history.Operation;
import java.util.List;

/**
 * Judges the operations of one object (key).
 *
 * <pre>{@code
 * Verdict verdict = LinearCheck.check(ObjectKind.CAS, operations);
 * if (verdict.result() == Verdict.Result.VIOLATION) {
 *     Offence offence = Offence.of(ObjectKind.CAS, operations, Limits.REPRODUCIBLE);
 * }
 * }</pre>
 *
 * The keys of the operations are not looked at: give it those of one key. No order of the list is expected.
 */
public final class LinearCheck {
    private LinearCheck() {}

    /** With limits under which the same history always gets the same verdict. */
    public static Verdict check(ObjectKind kind, List<Operation> operations) {
        return check(kind, operations, Limits.REPRODUCIBLE);
    }

    /** @throws MalformedHistory if an operation does not fit the kind of object */
    public static Verdict check(ObjectKind kind, List<Operation> operations, Limits limits) {
        return check(kind.model(operations), operations, limits);
    }

    static <S> Verdict check(Model<S> model, List<Operation> operations, Limits limits) {
        for (Operation operation : operations) {
            model.misfit(operation).ifPresent(what -> {
                throw new MalformedHistory(operation.origin().line(), what);
            });
        }
        Search<S> search = Search.forOrder(model, operations, limits);
        return switch (search.run()) {
            case FOUND -> verdict(Verdict.Result.LINEARIZABLE, operations, search, "");
            case NONE -> verdict(Verdict.Result.VIOLATION, operations, search, "");
            case TOO_MANY_CONFIGURATIONS ->
                verdict(
                        Verdict.Result.UNKNOWN,
                        operations,
                        search,
                        "more than " + limits.configurations() + " configurations");
            case OUT_OF_TIME ->
                verdict(
                        Verdict.Result.UNKNOWN,
                        operations,
                        search,
                        "more than " + limits.nanos() / 1_000_000_000 + " s for one key");
        };
    }

    private static Verdict verdict(Verdict.Result result, List<Operation> operations, Search<?> search, String why) {
        return new Verdict(result, operations.size(), search.configurations(), why);
    }
}
