package io.kvorum.harness.checker.eventual;

import io.kvorum.harness.checker.history.Operation;
import java.util.List;

/**
 * A promise about an eventual key that was not kept.
 *
 * @param value that is missing, or that is shown
 * @param read the answer that breaks it
 * @param evidence what makes it one: operations in the order of their starts, the read among them
 */
public record EventualViolation(
        Kind kind, String key, String value, Operation read, String text, List<Operation> evidence) {
    /** Which promise. */
    public enum Kind {
        /** A later read does not show an acknowledged write, which nothing that had begun replaced. */
        LOST("lost"),
        /** A later read shows what an acknowledged write or delete had replaced. */
        CAME_BACK("came back"),
        /** A read shows what nobody wrote, or had not yet begun to write, or was told not to be applied. */
        INVENTED("invented");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    public EventualViolation {
        evidence = List.copyOf(evidence);
    }

    @Override
    public String toString() {
        return kind + ", key " + key + ": " + text;
    }
}
