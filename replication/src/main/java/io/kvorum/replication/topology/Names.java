package io.kvorum.replication.topology;

/** Which texts may name something in the topology, and which of some names a wrong one comes nearest to. */
final class Names {
    static final int MAX_LENGTH = 64;
    static final int MAX_ADDRESS_LENGTH = 255;

    private Names() {}

    /** 1 to 64 letters, digits, dots, underscores and hyphens: clusters, nodes, zones, regions. */
    static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && text.chars().allMatch(c -> isLowerOrDigit(c) || (c >= 'A' && c <= 'Z') || isMark(c));
    }

    /** As a name, but in lower case and with a letter or digit first. */
    static boolean isBucketName(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && isLowerOrDigit(text.charAt(0))
                && text.chars().allMatch(c -> isLowerOrDigit(c) || isMark(c));
    }

    /** host:port, in printable ASCII. */
    static boolean isAddress(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        return colon > 0
                && text.length() <= MAX_ADDRESS_LENGTH
                && text.chars().allMatch(c -> c > ' ' && c < 127)
                && !port.isEmpty()
                && port.length() <= 5
                && port.chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(port) >= 1
                && Integer.parseInt(port) <= 65_535;
    }

    /** The candidate with the fewest edits; the first of several. */
    static String nearest(String text, Iterable<String> candidates) {
        String best = "";
        int least = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int edits = edits(text, candidate);
            if (edits < least) {
                least = edits;
                best = candidate;
            }
        }
        return best;
    }

    /** Levenshtein's distance. */
    private static int edits(String left, String right) {
        int[] above = new int[right.length() + 1];
        for (int column = 0; column < above.length; column++) {
            above[column] = column;
        }
        for (int row = 1; row <= left.length(); row++) {
            int[] here = new int[above.length];
            here[0] = row;
            for (int column = 1; column < above.length; column++) {
                int replaced = above[column - 1] + (left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1);
                here[column] = Math.min(replaced, 1 + Math.min(above[column], here[column - 1]));
            }
            above = here;
        }
        return above[right.length()];
    }

    private static boolean isLowerOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static boolean isMark(int c) {
        return c == '.' || c == '_' || c == '-';
    }
}
