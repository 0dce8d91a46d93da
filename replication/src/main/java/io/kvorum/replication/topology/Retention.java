package io.kvorum.replication.topology;

import java.time.Duration;
import java.util.Optional;

/** How long something is kept, as text: a number with a unit, as {@code 90s}, {@code 30m}, {@code 24h}, {@code 7d}, or {@code 0}. */
public final class Retention {
    private static final int MAX_DIGITS = 9;
    private static final String UNITS = "smhd";
    private static final long[] SECONDS = {1, 60, 3_600, 86_400};

    private Retention() {}

    /** The form, for messages. */
    static String form(Duration longest) {
        return "a number with s, m, h or d, from 0 to " + toText(longest);
    }

    /** Empty if the text has another form, or is longer than that. */
    static Optional<Duration> parse(String text, Duration longest) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        int digits = text.length() - 1;
        if (digits < 1
                || digits > MAX_DIGITS
                || UNITS.indexOf(text.charAt(digits)) < 0
                || !text.chars().limit(digits).allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        long seconds = Long.parseLong(text.substring(0, digits)) * SECONDS[UNITS.indexOf(text.charAt(digits))];
        return Optional.of(Duration.ofSeconds(seconds)).filter(duration -> duration.compareTo(longest) <= 0);
    }

    /** The inverse of {@link #parse}, in the largest unit that fits. */
    public static String toText(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds == 0) {
            return "0";
        }
        int unit = SECONDS.length - 1;
        while (seconds % SECONDS[unit] != 0) {
            unit--;
        }
        return seconds / SECONDS[unit] + UNITS.substring(unit, unit + 1);
    }
}
