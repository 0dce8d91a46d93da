package io.kvorum.crdt.context;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.row.CausalContext;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals a {@link CausalContext} into an opaque token and opens it again. A token is a version byte, the context's canonical
 * bytes, and the first 16 bytes of an HMAC-SHA256 over version, binding and payload under the cluster's secret. The binding
 * is not in the token: who opens must name the same cluster, bucket and key.
 *
 * <p>The empty token is the empty context: a client that has read nothing needs no secret to say so.
 *
 * <p>Not thread-safe: one per shard.
 */
public final class ContextSeal {
    /** A shorter secret could be found by trial. */
    public static final int MIN_SECRET_BYTES = 16;
    /** What a token takes beside its context. */
    public static final int OVERHEAD_BYTES = 17;

    private static final int VERSION = 1;
    private static final int MAC_BYTES = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac mac;

    /** @throws IllegalArgumentException if the secret is shorter than {@link #MIN_SECRET_BYTES} */
    public ContextSeal(Bytes secret) {
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

    /** The binding of a key's tokens. A bucket's id is never reused, so a token dies with its bucket. */
    public static Bytes binding(String clusterId, int bucketId, Bytes key) {
        Bytes cluster = Bytes.ofUtf8(clusterId);
        return Bytes.of(new ByteWriter(cluster.length() + key.length() + 16)
                .writeBytes(cluster.array())
                .writeInt(bucketId)
                .writeBytes(key.array())
                .toByteArray());
    }

    public Bytes seal(Bytes binding, CausalContext context) {
        if (context.isEmpty()) {
            return Bytes.EMPTY;
        }
        ByteWriter out = new ByteWriter(128);
        out.writeByte(VERSION);
        context.writeTo(out);
        byte[] body = out.toByteArray();
        return Bytes.of(out.writeRaw(tag(binding, body, body.length)).toByteArray());
    }

    public Opened open(Bytes binding, Bytes token) {
        if (token.isEmpty()) {
            return new Opened.Valid(CausalContext.EMPTY);
        }
        byte[] bytes = token.array();
        if (bytes[0] != VERSION) {
            return new Opened.Refused(Opened.Reason.UNKNOWN_VERSION);
        }
        if (bytes.length <= OVERHEAD_BYTES) {
            return new Opened.Refused(Opened.Reason.MALFORMED);
        }
        int bodyBytes = bytes.length - MAC_BYTES;
        byte[] given = Arrays.copyOfRange(bytes, bodyBytes, bytes.length);
        // Compared in constant time, and before a byte of the payload is looked at.
        if (!MessageDigest.isEqual(tag(binding, bytes, bodyBytes), given)) {
            return new Opened.Refused(Opened.Reason.FORGED);
        }
        try {
            ByteReader in = new ByteReader(bytes, 1, bodyBytes - 1);
            CausalContext context = CausalContext.readFrom(in);
            in.expectEnd();
            return new Opened.Valid(context);
        } catch (MalformedBytesException e) {
            return new Opened.Refused(Opened.Reason.MALFORMED);
        }
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
