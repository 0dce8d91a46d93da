package io.kvorum.crdt.row;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.MalformedBytesException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * When versions expire. The time is fixed by the mutation that makes the version, and is the same at each replica. Here it
 * only says what has expired by a given time; what is done about it, and by whose clock, is decided elsewhere.
 */
public final class Expiry {
    /** Of versions without a ttl. */
    public static final long NEVER = 0;

    private Expiry() {}

    static long readFrom(ByteReader in) {
        long millis = in.readVarLong();
        if (millis < 0) {
            throw new MalformedBytesException("expires at " + millis);
        }
        return millis;
    }

    public static boolean isExpired(Version version, long nowMillis) {
        return version.expires() && version.expiresAtMillis() <= nowMillis;
    }

    private static boolean isAnyExpired(List<Version> versions, long nowMillis) {
        for (Version version : versions) {
            if (isExpired(version, nowMillis)) {
                return true;
            }
        }
        return false;
    }

    /** Those that have expired. */
    public static List<Version> expired(List<Version> versions, long nowMillis) {
        List<Version> expired = new ArrayList<>();
        for (Version version : versions) {
            if (isExpired(version, nowMillis)) {
                expired.add(version);
            }
        }
        return expired;
    }

    /** Those whose write has not expired: one that was given two dots has expired as soon as one of them has. */
    public static List<Version> unexpired(List<Version> versions, long nowMillis) {
        if (!isAnyExpired(versions, nowMillis)) {
            return versions;
        }
        Set<WriteId> gone = new LinkedHashSet<>();
        expired(versions, nowMillis).forEach(version -> gone.add(version.writeId()));
        return versions.stream()
                .filter(version -> !gone.contains(version.writeId()))
                .toList();
    }
}
