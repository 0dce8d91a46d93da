package io.kvorum.harness.drill;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.HistoryWriter;
import io.kvorum.harness.checker.history.Invocation;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Request;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Writes down what is about to be sent, has it sent, and writes down how it ended. Safe for use by many threads.
 *
 * @param clock of all operations, in nanoseconds
 */
record Recorder(HistoryWriter history, LongSupplier clock) {

    long now() {
        return clock.getAsLong();
    }

    Ended operate(Invocation invocation, Function<Invocation, Ended> call) {
        history.invoke(invocation);
        Ended ended = call.apply(invocation);
        history.complete(ended.operation());
        return ended;
    }

    /** A read that begins now. */
    Invocation get(long process, String key) {
        return Operation.start(process, Action.GET, key, Request.NONE, now());
    }
}
