package io.kvorum.integrity.aggregate;

import java.util.regex.Pattern;

/**
 * The name of an aggregate; its tag is <code>{type-id}</code>.
 *
 * @param type lower-case letters, digits and underscores, from 1 to 32, first a letter
 * @param id letters, digits and {@code . _ : ~ -}, from 1 to 128
 */
public record AggregateId(String type, String id) {
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_]{0,31}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:~-]{1,128}");

    /** @throws IllegalArgumentException if one of them has other characters, or is too long */
    public AggregateId {
        if (!TYPE.matcher(type).matches() || !ID.matcher(id).matches()) {
            throw new IllegalArgumentException("not the name of an aggregate: type '" + type + "', id '" + id + "'");
        }
    }

    public String tag() {
        return type + "-" + id;
    }

    /** @throws IllegalArgumentException if it is not the tag of an aggregate */
    public static AggregateId ofTag(String tag) {
        int dash = tag.indexOf('-');
        if (dash < 0) {
            throw new IllegalArgumentException("not the tag of an aggregate: " + tag);
        }
        return new AggregateId(tag.substring(0, dash), tag.substring(dash + 1));
    }

    /** The id of one of its events: stable, and known before the event is written. */
    public String eventId(long sequence) {
        return tag() + "/" + sequence;
    }

    @Override
    public String toString() {
        return tag();
    }
}
