package io.kvorum.harness.sim;

import io.kvorum.harness.checker.RegisterOp;
import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Invocation;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a run did on keys without a tag, as a history that checkers of linearizability read. A tag is one object of several keys;
 * such histories do not know it.
 */
final class RegisterHistory {
    private final List<Operation> operations = new ArrayList<>();
    /** When each process is free again. */
    private final List<Long> free = new ArrayList<>();

    private RegisterHistory() {}

    static List<Operation> of(List<RegisterOp> run) {
        RegisterHistory history = new RegisterHistory();
        run.stream()
                .filter(op -> !keyOf(op).startsWith("{"))
                .sorted(Comparator.comparingLong(RegisterOp::invokedNanos))
                .forEach(history::add);
        return List.copyOf(history.operations);
    }

    private static String keyOf(RegisterOp op) {
        return op.changes().isEmpty() ? op.reads().get(0) : op.changes().get(0).key();
    }

    private void add(RegisterOp op) {
        Optional<Invocation> invocation = invocation(op, process(op));
        invocation.ifPresent(begun -> operations.add(ended(begun, op)));
    }

    /** The first one that does nothing by then; what has no end keeps it for ever. */
    private int process(RegisterOp op) {
        int process = 0;
        while (process < free.size() && free.get(process) > op.invokedNanos()) {
            process++;
        }
        if (process == free.size()) {
            free.add(0L);
        }
        free.set(process, op.completedNanos());
        return process;
    }

    private static Optional<Invocation> invocation(RegisterOp op, int process) {
        String key = keyOf(op);
        if (op.changes().isEmpty()) {
            return Optional.of(Operation.start(process, Action.GET, key, Request.NONE, op.invokedNanos()));
        }
        Optional<String> value = op.changes().get(0).value();
        if (op.conditions().isEmpty()) {
            return Optional.of(value.map(
                            text -> Operation.start(process, Action.PUT, key, Request.value(text), op.invokedNanos()))
                    .orElseGet(() -> Operation.start(process, Action.DELETE, key, Request.NONE, op.invokedNanos())));
        }
        long version = op.conditions().get(0).version().orElseThrow();
        if (version > 0) {
            Action action = value.isPresent() ? Action.PUT_IF_VERSION : Action.DELETE_IF_VERSION;
            return Optional.of(
                    Operation.start(process, action, key, Request.ifVersion(value, version), op.invokedNanos()));
        }
        // To delete what is absent changes nothing that such a history could tell.
        return value.map(
                text -> Operation.start(process, Action.PUT_IF_ABSENT, key, Request.value(text), op.invokedNanos()));
    }

    private static Operation ended(Invocation begun, RegisterOp op) {
        Answer seen = op.seen().stream()
                .findFirst()
                .map(shown -> Answer.present(shown.value().orElse(""), shown.version()))
                .orElseGet(Answer::absent);
        return switch (op.result()) {
            case READ -> begun.applied(op.completedNanos(), seen);
            case APPLIED -> begun.applied(op.completedNanos(), new Answer.Made(op.version()));
            case CONFLICT ->
                op.seen().stream().anyMatch(shown -> shown.value().isEmpty())
                        ? begun.conflict(op.completedNanos(), new Answer.None())
                        : begun.conflict(op.completedNanos(), seen);
            case NOT_APPLIED -> begun.notApplied(op.completedNanos());
            case UNKNOWN -> begun.unknown(Operation.NEVER);
        };
    }
}
