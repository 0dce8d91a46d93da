package io.kvorum.client;

import java.util.Locale;
import java.util.Set;

/**
 * How many replicas must answer before an operation counts as done.
 *
 * @param text as the protocol writes it
 */
public record Level(String text) {
    private static final Set<String> NAMES = Set.of("one", "local_quorum", "quorum", "each_quorum", "all");

    public static final Level ONE = new Level("one");
    /** A majority of the replicas in the coordinator's region. */
    public static final Level LOCAL_QUORUM = new Level("local_quorum");
    /** A majority of all replicas. */
    public static final Level QUORUM = new Level("quorum");
    /** A majority in every region. */
    public static final Level EACH_QUORUM = new Level("each_quorum");

    public static final Level ALL = new Level("all");

    public Level {
        if (!NAMES.contains(text) && !text.matches("[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException(
                    "unknown level '" + text + "': give a number, one, local_quorum, quorum, each_quorum or all");
        }
    }

    /** So many replicas, 1 to 999. */
    public static Level of(int replicas) {
        return new Level(Integer.toString(replicas));
    }

    /**
     * A number, or a level's name in any case.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Level parse(String text) {
        return new Level(text.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return text;
    }
}
