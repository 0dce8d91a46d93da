package io.kvorum.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h}, {@code 7d}; a bare number is seconds. */
public final class Durations implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)?");

    @Override
    public Duration convert(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is no time: write 500ms, 5s, 2m, 1h or 7d");
        }
        long number = Long.parseLong(matcher.group(1));
        Duration time = switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
        if (time.isZero()) {
            throw new TypeConversionException("a time of zero is none");
        }
        return time;
    }

    /** For people: {@code 350 ms}, {@code 4.2 s}, {@code 3 min 10 s}, {@code 23 h 5 min}. */
    public static String text(Duration time) {
        long ms = time.toMillis();
        if (ms < 1_000) {
            return ms + " ms";
        }
        if (ms < 120_000) {
            return ms / 1_000 + "." + ms % 1_000 / 100 + " s";
        }
        if (ms < 7_200_000) {
            return ms / 60_000 + " min " + ms % 60_000 / 1_000 + " s";
        }
        return ms / 3_600_000 + " h " + ms % 3_600_000 / 60_000 + " min";
    }
}
