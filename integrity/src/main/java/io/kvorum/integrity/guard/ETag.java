package io.kvorum.integrity.guard;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * An entity tag (RFC 9110, section 8.8.3).
 *
 * @param opaque what is between the quotes
 * @param weak two of one opaque tag say the same, but need not be the same bytes
 */
public record ETag(String opaque, boolean weak) {
    static final String WEAK = "W/";
    private static final Pattern OPAQUE = Pattern.compile("[\\x21\\x23-\\x7E\\x80-\\xFF]*");
    private static final Pattern VERSION = Pattern.compile("0|[1-9][0-9]{0,18}");

    /** @throws IllegalArgumentException if the opaque tag has characters that must not be in it */
    public ETag {
        if (!OPAQUE.matcher(opaque).matches()) {
            throw new IllegalArgumentException("not an opaque tag: " + opaque);
        }
    }

    /** A strong one. @param version of an aggregate; not negative */
    public static ETag ofVersion(long version) {
        if (version < 0) {
            throw new IllegalArgumentException("a version is not negative, as is " + version);
        }
        return new ETag(Long.toString(version), false);
    }

    /**
     * As in a header field: {@code "17"} or {@code W/"17"}.
     *
     * @throws BadPrecondition if it is not an entity tag
     */
    public static ETag parse(String field) {
        String tag = field.strip();
        boolean weak = tag.startsWith(WEAK);
        String quoted = weak ? tag.substring(WEAK.length()) : tag;
        if (quoted.length() < 2 || !quoted.startsWith("\"") || !quoted.endsWith("\"")) {
            throw new BadPrecondition(field);
        }
        String opaque = quoted.substring(1, quoted.length() - 1);
        if (!OPAQUE.matcher(opaque).matches()) {
            throw new BadPrecondition(field);
        }
        return new ETag(opaque, weak);
    }

    /** The version that it was made of; empty if it was made of something else, or is weak. */
    public OptionalLong version() {
        if (weak || !VERSION.matcher(opaque).matches()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(opaque));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The strong comparison: the same bytes. A weak tag is equal to none, not even to itself. */
    public boolean matchesStrongly(ETag other) {
        return !weak && !other.weak && opaque.equals(other.opaque);
    }

    /** The weak comparison: they say the same. */
    public boolean matchesWeakly(ETag other) {
        return opaque.equals(other.opaque);
    }

    /** As in a header field. */
    @Override
    public String toString() {
        return (weak ? WEAK : "") + '"' + opaque + '"';
    }
}
