package io.kvorum.harness.checker.picture;

import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Wording;

/** The words on bars. */
final class Labels {
    private static final int LONGEST = 48;
    private static final double CHARACTER = 7.3;
    private static final int PADDING = 18;
    private static final int NUMBER = 22;

    private Labels() {}

    static String of(Operation operation) {
        String text = Wording.of(operation);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }

    /** What a bar with its number takes. */
    static int width(Operation operation) {
        return (int) Math.ceil(of(operation).length() * CHARACTER) + PADDING + NUMBER;
    }
}
