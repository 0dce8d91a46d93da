package io.kvorum.integrity.aggregate;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;

/**
 * Signs events by Ed25519 (RFC 8032). Safe for use by many threads.
 *
 * @param keyId under which verifiers know the public key
 * @param key of Ed25519
 */
public record EventSigner(String keyId, PrivateKey key) {
    static final String ALGORITHM = "Ed25519";
    /** Before the hash, so that a signature of something else is none of an event. */
    static final byte[] DOMAIN = "kvorum event v1".getBytes(StandardCharsets.US_ASCII);

    ByteString sign(ByteString contentHash) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(DOMAIN);
            signature.update(contentHash.asReadOnlyByteBuffer());
            return UnsafeByteOperations.unsafeWrap(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("key " + keyId + " cannot sign events: " + e.getMessage(), e);
        }
    }

    /** The key is a secret. */
    @Override
    public String toString() {
        return "EventSigner[" + keyId + "]";
    }
}
