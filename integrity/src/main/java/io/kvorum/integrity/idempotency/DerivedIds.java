package io.kvorum.integrity.idempotency;

import io.kvorum.crdt.codec.Bytes;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Ids of what a request creates. They derive from the request's own id, so that a retry creates the same things again and not others: the
 * first half of SHA-256, 32 hexadecimal digits.
 */
public final class DerivedIds {
    private static final int ID_BYTES = 16;

    private DerivedIds() {}

    /** @param parts who asks, what for, under which idempotency id, and what the new thing is; at least one */
    public static String of(String... parts) {
        if (parts.length == 0) {
            throw new IllegalArgumentException("an id derives from something");
        }
        Bytes hash = Fingerprint.of(Arrays.stream(parts).map(Bytes::ofUtf8).toArray(Bytes[]::new));
        return HexFormat.of().formatHex(hash.array(), 0, ID_BYTES);
    }
}
