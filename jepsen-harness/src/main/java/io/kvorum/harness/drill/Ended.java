package io.kvorum.harness.drill;

import io.kvorum.client.KvorumException;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.history.Invocation;
import io.kvorum.harness.checker.history.Operation;

/**
 * How an operation ended.
 *
 * @param failure what was thrown, if the answer was not definite; else empty
 * @param unforeseen the client library threw what it never should
 */
record Ended(Operation operation, String failure, boolean unforeseen) {

    static Ended definite(Operation operation) {
        return new Ended(operation, "", false);
    }

    /** With something thrown that is no answer. */
    static Ended failed(Invocation invocation, RuntimeException thrown, long nowNanos) {
        if (!(thrown instanceof KvorumException known)) {
            return new Ended(invocation.unknown(nowNanos), thrown.toString(), true);
        }
        Operation operation = switch (known.outcome()) {
            // Only the answer is not the usual one; of a read there is none then.
            case APPLIED ->
                invocation.action().isWrite() ? invocation.applied(nowNanos) : invocation.notApplied(nowNanos);
            case NOT_APPLIED -> invocation.notApplied(nowNanos);
            case UNKNOWN -> invocation.unknown(nowNanos);
        };
        if (known instanceof OutcomeUnknown unknown && unknown.writeId().isPresent()) {
            operation = named(operation, unknown.writeId().get());
        }
        return new Ended(operation, known.getClass().getSimpleName() + " " + known.code(), false);
    }

    static Operation named(Operation operation, WriteId writeId) {
        return operation.at(new Operation.Origin(0, "", writeId.toString()));
    }
}
