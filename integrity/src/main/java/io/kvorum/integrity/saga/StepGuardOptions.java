package io.kvorum.integrity.saga;

import java.time.Duration;

/**
 * How long participants know steps.
 *
 * @param keepFor a mark is kept for so long after the hold's end, and after the last call; longer than a saga can stand still
 * @param maxMarks so many marks a tag holds at most, at least 1; some 80 bytes each, and the outcome. Beyond them new steps are
 *     refused until some marks are old enough
 */
public record StepGuardOptions(Duration keepFor, int maxMarks) {
    public static final StepGuardOptions DEFAULT = new StepGuardOptions(Duration.ofDays(2), 4_096);

    public StepGuardOptions {
        if (keepFor.isNegative() || maxMarks < 1) {
            throw new IllegalArgumentException("marks are kept for " + keepFor + ", at most " + maxMarks);
        }
    }

    public StepGuardOptions keepFor(Duration duration) {
        return new StepGuardOptions(duration, maxMarks);
    }

    public StepGuardOptions maxMarks(int marks) {
        return new StepGuardOptions(keepFor, marks);
    }
}
