package io.kvorum.integrity.aggregate;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Map;

/**
 * Knows whose signatures on events are good. Several keys at once allow them to be changed. Safe for use by many threads.
 *
 * @param keys of Ed25519, by key id
 */
public record EventVerifier(Map<String, PublicKey> keys) {
    public EventVerifier {
        keys = Map.copyOf(keys);
    }

    /** @throws DamagedEvent if its key is not known, or has not signed it */
    public void verify(Event event) {
        PublicKey key = keys.get(event.keyId());
        if (key == null) {
            throw new DamagedEvent(
                    "event " + event.id() + " is signed by key '" + event.keyId() + "', which is not known");
        }
        try {
            Signature signature = Signature.getInstance(EventSigner.ALGORITHM);
            signature.initVerify(key);
            signature.update(EventSigner.DOMAIN);
            signature.update(event.hash().asReadOnlyByteBuffer());
            if (!signature.verify(event.signature().toByteArray())) {
                throw new DamagedEvent("event " + event.id() + " is not signed by key '" + event.keyId() + "'");
            }
        } catch (SignatureException e) {
            throw new DamagedEvent("event " + event.id() + " has no signature: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("key " + event.keyId() + " cannot verify events: " + e.getMessage(), e);
        }
    }
}
