package io.kvorum.integrity.fake;

/** What becomes of a call of the store. */
public enum Fault {
    /** The process dies before the call reaches the store. */
    CRASH_BEFORE,
    /** The process dies before it hears the answer. */
    CRASH_AFTER,
    /** Refused: nothing is changed. */
    UNAVAILABLE,
    /** A write: unknown, and never arrives. */
    LOST,
    /** A write: unknown, and it is in. */
    ANSWER_LOST,
    /** A write: unknown, and it arrives after the next call. */
    LATE,
    /** As the three before, without a write id. */
    LOST_NAMELESS,
    ANSWER_LOST_NAMELESS,
    LATE_NAMELESS,
    /** A write: unknown, it is in or not, and the store forgets the write id. */
    LOST_FORGOTTEN,
    ANSWER_LOST_FORGOTTEN,
    /** Somebody else does something first; see {@link FakeTagStore#rival}. */
    RIVAL;

    boolean isCrash() {
        return this == CRASH_BEFORE || this == CRASH_AFTER;
    }

    boolean arrives() {
        return this == ANSWER_LOST || this == ANSWER_LOST_NAMELESS || this == ANSWER_LOST_FORGOTTEN;
    }

    boolean isLate() {
        return this == LATE || this == LATE_NAMELESS;
    }

    boolean isNameless() {
        return this == LOST_NAMELESS || this == ANSWER_LOST_NAMELESS || this == LATE_NAMELESS;
    }

    boolean isForgotten() {
        return this == LOST_FORGOTTEN || this == ANSWER_LOST_FORGOTTEN;
    }
}
