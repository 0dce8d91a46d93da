package io.kvorum.harness.checker.session;

import io.kvorum.harness.checker.history.Operation;
import java.util.List;

/**
 * A guarantee that was not kept.
 *
 * @param read the answer that breaks it
 * @param evidence what makes it one: operations in the order of their starts, the read among them
 */
public record SessionViolation(Guarantee guarantee, String key, Operation read, String text, List<Operation> evidence) {
    public SessionViolation {
        evidence = List.copyOf(evidence);
    }

    @Override
    public String toString() {
        return guarantee + ", key " + key + ": " + text;
    }
}
