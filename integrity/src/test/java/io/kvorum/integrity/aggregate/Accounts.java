package io.kvorum.integrity.aggregate;

import com.google.protobuf.Int64Value;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagStore;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.Time;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Map;

/** Accounts to test with: money is put in and taken out, and never more than there is. */
public final class Accounts implements AggregateType<Int64Value, Long> {
    public static final AggregateId ID = new AggregateId("account", "17");
    private static final KeyPair KEYS = keys();
    public static final EventSigner SIGNER = new EventSigner("k1", KEYS.getPrivate());
    public static final EventVerifier VERIFIER = new EventVerifier(Map.of("k1", KEYS.getPublic()));

    /** There was not enough. */
    public static final class NotEnough extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of this process: it begins with nothing in memory. */
    public static Aggregates<Int64Value, Long> of(TagStore store, Time time) {
        return new Aggregates<>(new TagUpdates(store, TagOptions.DEFAULT.time(time)), new Accounts(), SIGNER);
    }

    @Override
    public String name() {
        return "account";
    }

    @Override
    public int schemaVersion() {
        return 1;
    }

    @Override
    public Int64Value initial() {
        return Int64Value.getDefaultInstance();
    }

    /** @param amount negative: taken out; 0: nothing happens */
    @Override
    public Decision decide(Int64Value balance, Long amount) {
        if (amount == 0) {
            return Decision.nothing(Bytes.ofUtf8("nothing"));
        }
        if (balance.getValue() + amount < 0) {
            throw new NotEnough();
        }
        return Decision.of(new NewEvent(amount > 0 ? "deposited" : "withdrawn", 1, encode(Int64Value.of(amount))))
                .outcome(Bytes.ofUtf8("balance " + (balance.getValue() + amount)));
    }

    @Override
    public Int64Value apply(Int64Value balance, Event event) {
        long amount = decode(event.payload(), event.schemaVersion()).getValue();
        return balance.toBuilder().setValue(balance.getValue() + amount).build();
    }

    @Override
    public Bytes encode(Int64Value state) {
        return Bytes.of(state.toByteArray());
    }

    @Override
    public Int64Value decode(Bytes bytes, int schemaVersion) {
        try {
            return Int64Value.parseFrom(bytes.array());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
