package io.kvorum.integrity.idempotency;

import io.kvorum.crdt.codec.Bytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What tells a retry from another request: SHA-256 of all parts, each behind its length. 32 bytes. */
public final class Fingerprint {
    private Fingerprint() {}

    /** @param parts in a fixed order: method, path, body. Different lists of parts have different fingerprints */
    public static Bytes of(Bytes... parts) {
        MessageDigest digest = sha256();
        for (Bytes part : parts) {
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(part.length()).flip());
            digest.update(part.array());
        }
        return Bytes.of(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
