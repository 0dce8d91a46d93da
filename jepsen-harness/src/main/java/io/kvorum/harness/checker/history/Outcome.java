package io.kvorum.harness.checker.history;

import java.util.Optional;
import java.util.stream.Stream;

/** What the client knows about an operation in the end. */
public enum Outcome {
    /** It took effect, once, between its start and its end; a read was answered. */
    APPLIED("applied"),
    /** Its condition did not hold at some moment between its start and its end; nothing was changed. */
    CONFLICT("conflict"),
    /** It has no effect, ever. */
    NOT_APPLIED("not-applied"),
    /** It may have taken effect once at any time since its start, may still do so, or never. */
    UNKNOWN("unknown");

    private final String text;

    Outcome(String text) {
        this.text = text;
    }

    public static Optional<Outcome> of(String text) {
        return Stream.of(values()).filter(outcome -> outcome.text.equals(text)).findFirst();
    }

    /** As histories write it. */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return text;
    }
}
