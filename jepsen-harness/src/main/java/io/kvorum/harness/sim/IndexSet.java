package io.kvorum.harness.sim;

import java.util.SortedSet;
import java.util.TreeSet;

/** Sets of small numbers as text: {@code 1,4-7,12}; {@code none} is the empty set. */
public final class IndexSet {
    private static final String EMPTY = "none";
    private static final int MAX_INDEX = 10_000_000;

    private IndexSet() {}

    /** @throws IllegalArgumentException saying what is wrong */
    public static SortedSet<Integer> parse(String text) {
        SortedSet<Integer> set = new TreeSet<>();
        if (text.equals(EMPTY)) {
            return set;
        }
        for (String part : text.split(",", -1)) {
            int dash = part.indexOf('-');
            int first = number(dash < 0 ? part : part.substring(0, dash));
            int last = dash < 0 ? first : number(part.substring(dash + 1));
            if (last < first || last > MAX_INDEX) {
                throw new IllegalArgumentException("'" + part + "' is no range of numbers");
            }
            for (int i = first; i <= last; i++) {
                set.add(i);
            }
        }
        return set;
    }

    private static int number(String text) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no number", e);
        }
    }

    public static String format(SortedSet<Integer> set) {
        StringBuilder text = new StringBuilder();
        int first = -2;
        int last = -2;
        for (int index : set) {
            if (index == last + 1) {
                last = index;
                continue;
            }
            append(text, first, last);
            first = index;
            last = index;
        }
        append(text, first, last);
        return text.isEmpty() ? EMPTY : text.toString();
    }

    private static void append(StringBuilder text, int first, int last) {
        if (first >= 0) {
            text.append(text.isEmpty() ? "" : ",").append(first).append(last > first ? "-" + last : "");
        }
    }
}
