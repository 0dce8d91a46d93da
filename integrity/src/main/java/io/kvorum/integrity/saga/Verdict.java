package io.kvorum.integrity.saga;

/** What a decision of the saga itself leads to. */
public sealed interface Verdict {
    /** The next step follows. */
    record GoOn() implements Verdict {}

    /** All that was tried is cancelled. @param reason for who looks at the saga */
    record Cancel(String reason) implements Verdict {}

    static Verdict goOn() {
        return new GoOn();
    }

    static Verdict cancel(String reason) {
        return new Cancel(reason);
    }
}
