package io.kvorum.client.lease;

import io.kvorum.crdt.codec.Bytes;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the key of a lease holds, as one line of text.
 *
 * @param holder who holds it, for people; at most {@value #MAX_HOLDER_LENGTH} characters, no control characters
 * @param nonce a random number of the grant: a holder recognises its own writes by it
 * @param duration for which nobody may take it over once it stands still; whole milliseconds
 * @param renewals how often it was renewed since it was granted
 * @param grantVersion the version of the grant; 0 in the grant itself, whose writer cannot know it
 */
public record LeaseRecord(String holder, long nonce, Duration duration, long renewals, long grantVersion) {
    public static final int MAX_HOLDER_LENGTH = 256;
    public static final Duration SHORTEST = Duration.ofMillis(100);
    public static final Duration LONGEST = Duration.ofHours(24);

    private static final Pattern FORM = Pattern.compile(
            "lease/1 nonce=([0-9a-f]{1,16}) duration-ms=(\\d{1,9}) renewals=(\\d{1,18}) token=(\\d{1,18}) holder=(.*)");
    private static final Pattern HOLDER = Pattern.compile("\\P{Cntrl}{1," + MAX_HOLDER_LENGTH + "}");

    /** @throws IllegalArgumentException if the holder or the duration is out of bounds */
    public LeaseRecord {
        if (!HOLDER.matcher(holder).matches()) {
            throw new IllegalArgumentException(
                    "a holder is 1 to " + MAX_HOLDER_LENGTH + " characters, none of them a control character");
        }
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a lease lasts from 100 ms to 24 h, not " + duration);
        }
        duration = Duration.ofMillis(duration.toMillis());
    }

    /** The one that replaces this one when it is renewed. */
    LeaseRecord renewed(long token) {
        return new LeaseRecord(holder, nonce, duration, renewals + 1, token);
    }

    boolean isOf(LeaseRecord other) {
        return nonce == other.nonce && holder.equals(other.holder);
    }

    public Bytes encode() {
        return Bytes.ofUtf8("lease/1 nonce=" + Long.toHexString(nonce) + " duration-ms=" + duration.toMillis()
                + " renewals=" + renewals + " token=" + grantVersion + " holder=" + holder);
    }

    /** Empty if the bytes are no lease. */
    public static Optional<LeaseRecord> decode(Bytes bytes) {
        Matcher matcher = FORM.matcher(bytes.toUtf8());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LeaseRecord(
                    matcher.group(5),
                    Long.parseUnsignedLong(matcher.group(1), 16),
                    Duration.ofMillis(Long.parseLong(matcher.group(2))),
                    Long.parseLong(matcher.group(3)),
                    Long.parseLong(matcher.group(4))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
