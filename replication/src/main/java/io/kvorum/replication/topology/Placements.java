package io.kvorum.replication.topology;

import java.util.Map;
import java.util.TreeMap;

/** Reads the text form of a {@link Placement}. */
public final class Placements {
    private Placements() {}

    /** What {@link #parse} found. */
    public sealed interface Parsed {}

    public record Valid(Placement placement) implements Parsed {}

    /** @param message a sentence that says what is wrong and what would be right */
    public record Invalid(String message) implements Parsed {}

    /** {@code 3}: that many replicas anywhere; {@code eu=2,us=2}: so many in each region. At most {@value Placement#MAX_REPLICAS} in all. */
    public static Parsed parse(String text) {
        if (text.indexOf('=') < 0) {
            int replicas = count(text.trim());
            return replicas > 0 ? new Valid(Placement.of(replicas)) : invalid(text);
        }
        Map<String, Integer> perRegion = new TreeMap<>();
        int sum = 0;
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String region = equals < 0 ? "" : part.substring(0, equals).trim();
            int replicas = count(part.substring(equals + 1).trim());
            if (replicas == 0 || !Names.isName(region)) {
                return invalid(text);
            }
            if (perRegion.put(region, replicas) != null) {
                return new Invalid("placement " + text + " names region " + region + " twice");
            }
            sum += replicas;
        }
        return sum <= Placement.MAX_REPLICAS ? new Valid(Placement.of(perRegion)) : invalid(text);
    }

    /** 0 if the text is not a number from 1 to the most replicas. */
    private static int count(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 2 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int number = digits ? Integer.parseInt(text) : 0;
        return number <= Placement.MAX_REPLICAS ? number : 0;
    }

    private static Invalid invalid(String text) {
        return new Invalid(
                "placement '" + text + "' is neither a number of replicas such as 3 nor counts per region such as"
                        + " eu=2,us=2, with 1 to " + Placement.MAX_REPLICAS + " replicas in all");
    }
}
