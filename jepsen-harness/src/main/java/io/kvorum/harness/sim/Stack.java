package io.kvorum.harness.sim;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A failure in a few words. */
final class Stack {
    private static final int FRAMES = 8;

    private Stack() {}

    static String brief(Throwable failure) {
        return failure
                + Arrays.stream(failure.getStackTrace())
                        .limit(FRAMES)
                        .map(frame -> "\n      at " + frame)
                        .collect(Collectors.joining());
    }
}
