package io.kvorum.integrity.inbox;

import java.time.Duration;

/**
 * How long events are recognised.
 *
 * @param keepFor a mark is kept for at least so long, by the clock of the tag's updates; longer than any message can be late
 * @param maxMarks so many marks a tag holds at most, at least {@value #SEGMENT}; some 50 bytes each. Beyond them new events are
 *     refused until marks are old enough
 */
public record InboxOptions(Duration keepFor, int maxMarks) {
    /** So many marks are one key of the tag. */
    static final int SEGMENT = 64;

    public static final InboxOptions DEFAULT = new InboxOptions(Duration.ofDays(2), 4_096);

    public InboxOptions {
        if (keepFor.isNegative() || maxMarks < SEGMENT) {
            throw new IllegalArgumentException("marks are kept for " + keepFor + ", at most " + maxMarks);
        }
    }

    public InboxOptions keepFor(Duration duration) {
        return new InboxOptions(duration, maxMarks);
    }

    public InboxOptions maxMarks(int marks) {
        return new InboxOptions(keepFor, marks);
    }
}
