package io.kvorum.crdt.context;

import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes opaque tokens that only holders of the cluster's secret can make: a version byte, a payload, and the first 16 bytes
 * of an HMAC-SHA256 over version, binding and payload. The binding is not in the token: who opens must name the same one.
 *
 * <p>Not thread-safe: one per shard.
 */
public final class TokenSeal {
    /** A shorter secret could be found by trial. */
    public static final int MIN_SECRET_BYTES = 16;
    /** What a token takes beside its payload. */
    public static final int OVERHEAD_BYTES = 17;

    private static final int VERSION = 1;
    private static final int MAC_BYTES = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;

    /** @throws IllegalArgumentException if the secret is shorter than {@link #MIN_SECRET_BYTES} */
    public TokenSeal(Bytes secret) {
        if (secret.length() < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "a secret has at least " + MIN_SECRET_BYTES + " bytes, this one " + secret.length());
        }
        try {
            this.mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.array(), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** What became of a token. */
    public sealed interface Unsealed {
        record Payload(Bytes bytes) implements Unsealed {}

        record Refused(Opened.Reason reason) implements Unsealed {}
    }

    public Bytes seal(Bytes binding, Bytes payload) {
        ByteWriter out = new ByteWriter(payload.length() + OVERHEAD_BYTES);
        out.writeByte(VERSION).writeRaw(payload.array());
        byte[] body = out.toByteArray();
        return Bytes.of(out.writeRaw(tag(binding, body, body.length)).toByteArray());
    }

    public Unsealed open(Bytes binding, Bytes token) {
        byte[] bytes = token.array();
        if (bytes.length > 0 && bytes[0] != VERSION) {
            return new Unsealed.Refused(Opened.Reason.UNKNOWN_VERSION);
        }
        if (bytes.length <= OVERHEAD_BYTES) {
            return new Unsealed.Refused(Opened.Reason.MALFORMED);
        }
        int bodyBytes = bytes.length - MAC_BYTES;
        byte[] given = Arrays.copyOfRange(bytes, bodyBytes, bytes.length);
        // Compared in constant time, and before a byte of the payload is looked at.
        if (!MessageDigest.isEqual(tag(binding, bytes, bodyBytes), given)) {
            return new Unsealed.Refused(Opened.Reason.FORGED);
        }
        return new Unsealed.Payload(Bytes.of(Arrays.copyOfRange(bytes, 1, bodyBytes)));
    }

    /** @param bodyBytes how many of the bytes are version and payload */
    private byte[] tag(Bytes binding, byte[] bytes, int bodyBytes) {
        // The binding's length goes first, so that none of its bytes can be taken for one of the payload.
        mac.update(new ByteWriter(16).writeInt(binding.length()).toByteArray());
        mac.update(binding.array());
        mac.update(bytes, 0, bodyBytes);
        return Arrays.copyOf(mac.doFinal(), MAC_BYTES);
    }
}
