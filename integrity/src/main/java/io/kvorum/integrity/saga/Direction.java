package io.kvorum.integrity.saga;

/** What is asked of a participant. The order is that in which a saga can ask. */
public enum Direction {
    /** To hold, until some time, what a confirmation will need. */
    TRY(1),
    /** To make it final. */
    CONFIRM(2),
    /** To undo whatever is there: a hold, a confirmation, or nothing. */
    CANCEL(3);

    /** As marks have it. */
    final int number;

    Direction(int number) {
        this.number = number;
    }
}
