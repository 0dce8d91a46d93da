package io.kvorum.harness.integrity;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.AggregateType;
import io.kvorum.integrity.aggregate.Decision;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.EventSigner;
import io.kvorum.integrity.aggregate.EventVerifier;
import io.kvorum.integrity.aggregate.NewEvent;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Map;

/** Something that money is put into; each amount is an event. */
final class Purse implements AggregateType<Long, Long> {
    private static final KeyPair KEYS = keys();
    static final EventSigner SIGNER = new EventSigner("test", KEYS.getPrivate());
    static final EventVerifier VERIFIER = new EventVerifier(Map.of("test", KEYS.getPublic()));

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String name() {
        return "purse";
    }

    @Override
    public int schemaVersion() {
        return 1;
    }

    @Override
    public Long initial() {
        return 0L;
    }

    @Override
    public Decision decide(Long state, Long amount) {
        return Decision.of(new NewEvent("put", 1, encode(amount))).outcome(encode(state + amount));
    }

    @Override
    public Long apply(Long state, Event event) {
        return state + amount(event);
    }

    static long amount(Event event) {
        return Long.parseLong(event.payload().toUtf8());
    }

    @Override
    public Bytes encode(Long state) {
        return Bytes.ofUtf8(Long.toString(state));
    }

    @Override
    public Long decode(Bytes bytes, int schemaVersion) {
        return Long.parseLong(bytes.toUtf8());
    }
}
