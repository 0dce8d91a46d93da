package io.kvorum.node.peer;

import com.google.protobuf.ByteString;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.protocol.peer.PeerProto.Proof;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proofs that a node knows the cluster's secret. Each is an HMAC over its role and everything that both sides said, with a
 * fresh nonce of each: it cannot be replayed, reflected or used for another pair of nodes.
 *
 * @param called the number of the node that was called
 * @param caller that of the one that opened the connection
 */
record Handshake(
        String clusterId, int called, int caller, int version, ByteString callerNonce, ByteString calledNonce) {
    static final int VERSION = 2;
    static final int NONCE_BYTES = 16;
    private static final String ALGORITHM = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();

    static ByteString nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return ByteString.copyFrom(nonce);
    }

    ByteString calledProof(Bytes secret) {
        return ByteString.copyFrom(hmac(secret, transcript("called").toByteArray()));
    }

    /** Binds the caller's claims too. @param claims its own proof field does not count */
    ByteString callerProof(Bytes secret, Proof claims) {
        ByteWriter transcript = transcript("caller")
                .writeLong(claims.getActor())
                .writeLong(claims.getEpoch())
                .writeLong(claims.getDurableSequence())
                .writeLong(claims.getWallMillis());
        return ByteString.copyFrom(hmac(secret, transcript.toByteArray()));
    }

    /** Takes the same time wherever they differ. */
    static boolean equal(ByteString one, ByteString other) {
        return MessageDigest.isEqual(one.toByteArray(), other.toByteArray());
    }

    private ByteWriter transcript(String role) {
        return new ByteWriter(160)
                .writeBytes(role.getBytes(StandardCharsets.UTF_8))
                .writeBytes(clusterId.getBytes(StandardCharsets.UTF_8))
                .writeInt(called)
                .writeInt(caller)
                .writeInt(version)
                .writeBytes(callerNonce.toByteArray())
                .writeBytes(calledNonce.toByteArray());
    }

    private static byte[] hmac(Bytes secret, byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.array(), ALGORITHM));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
