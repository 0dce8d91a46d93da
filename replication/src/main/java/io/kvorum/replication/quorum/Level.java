package io.kvorum.replication.quorum;

import java.util.Optional;

/**
 * How many replicas must answer.
 *
 * @param count for {@link Kind#COUNT} only, else 0
 */
public record Level(Kind kind, int count) {
    /** The names of the levels. */
    public enum Kind {
        COUNT,
        ONE,
        LOCAL_QUORUM,
        QUORUM,
        EACH_QUORUM,
        ALL
    }

    public static final Level ONE = new Level(Kind.ONE, 0);
    public static final Level QUORUM = new Level(Kind.QUORUM, 0);
    public static final Level LOCAL_QUORUM = new Level(Kind.LOCAL_QUORUM, 0);
    public static final Level EACH_QUORUM = new Level(Kind.EACH_QUORUM, 0);
    public static final Level ALL = new Level(Kind.ALL, 0);

    public static Level of(int count) {
        return new Level(Kind.COUNT, count);
    }

    /** A number, or a level's name in lower case; empty if it is neither. */
    public static Optional<Level> parse(String text) {
        if (!text.isEmpty() && text.length() < 4 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.of(of(Integer.parseInt(text)));
        }
        for (Kind kind : Kind.values()) {
            if (kind != Kind.COUNT && kind.name().equalsIgnoreCase(text)) {
                return Optional.of(new Level(kind, 0));
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return kind == Kind.COUNT ? Integer.toString(count) : kind.name().toLowerCase(java.util.Locale.ROOT);
    }
}
