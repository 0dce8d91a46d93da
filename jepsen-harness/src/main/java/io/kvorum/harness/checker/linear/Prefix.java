package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import java.util.ArrayList;
import java.util.List;

/** A history up to an instant, as somebody would see it then: writes under way may have taken effect, reads say nothing yet. */
final class Prefix {
    private Prefix() {}

    /** The instants at which answers came, ascending. */
    static long[] ends(List<Operation> operations) {
        return operations.stream()
                .filter(Operation::isDefinite)
                .mapToLong(Operation::endNanos)
                .sorted()
                .distinct()
                .toArray();
    }

    /** @param lastNanos what happens at this instant is in it */
    static List<Operation> until(List<Operation> operations, long lastNanos) {
        List<Operation> seen = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.startNanos() > lastNanos) {
                continue;
            }
            if (!operation.isDefinite() || operation.endNanos() <= lastNanos) {
                seen.add(operation);
            } else if (operation.outcome() == Outcome.APPLIED
                    && operation.action().isWrite()) {
                seen.add(underWay(operation));
            }
        }
        return seen;
    }

    private static Operation underWay(Operation operation) {
        return new Operation(
                operation.process(),
                operation.action(),
                operation.key(),
                operation.request(),
                Answer.NONE,
                Outcome.UNKNOWN,
                operation.startNanos(),
                Operation.NEVER,
                operation.origin());
    }
}
