package io.kvorum.harness.demo;

import java.lang.Character.UnicodeBlock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Real data that every Java has: the characters of Unicode and their names, {@code U+0041} to
 * {@code LATIN CAPITAL LETTER A}. Characters whose name is only made of their block and number (Chinese ideographs, Korean
 * syllables, private use) are left out; some 34,000 remain on Java 21, and more on newer ones.
 */
public final class UnicodeNames {
    private UnicodeNames() {}

    /** @param limit at most so many, in the order of the characters */
    public static Map<String, String> all(int limit) {
        Map<String, String> names = new LinkedHashMap<>();
        Iterator<Integer> points = java.util.stream.IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .iterator();
        while (points.hasNext() && names.size() < limit) {
            int point = points.next();
            String name = Character.getName(point);
            if (name != null && !name.equals(madeUpName(point))) {
                names.put(String.format(Locale.ROOT, "U+%04X", point), name);
            }
        }
        return names;
    }

    /** What {@link Character#getName} says when it knows nothing better. */
    private static String madeUpName(int point) {
        String hex = Integer.toHexString(point).toUpperCase(Locale.ROOT);
        UnicodeBlock block = UnicodeBlock.of(point);
        return block == null ? hex : block.toString().replace('_', ' ') + " " + hex;
    }
}
