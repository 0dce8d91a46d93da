package io.kvorum.integrity.aggregate;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.record.EventBody;
import io.kvorum.integrity.record.EventRecord;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;

/**
 * What happened to an aggregate, once and for all: a body, its hash and its signature. Kept and passed on as the bytes that it came
 * in, so fields that a reader does not know survive, and the hash stays right. Immutable.
 */
public final class Event {
    private final Bytes encoded;
    private final EventRecord record;
    private final EventBody body;

    private Event(Bytes encoded, EventRecord record, EventBody body) {
        this.encoded = encoded;
        this.record = record;
        this.body = body;
    }

    /**
     * Reads an event and checks its hash; not who signed it ({@link EventVerifier}).
     *
     * @throws DamagedEvent if these are not the bytes of an event, or its hash is another one
     */
    public static Event parse(Bytes encoded) {
        try {
            EventRecord record = EventRecord.parseFrom(encoded.array());
            if (!record.getContentHash().equals(sha256(record.getBody()))) {
                throw new DamagedEvent("its content is not what its hash says");
            }
            Event event = new Event(encoded, record, EventBody.parseFrom(record.getBody()));
            AggregateId of = event.aggregate();
            if (event.sequence() < 1) {
                throw new DamagedEvent("an event of " + of + " has no number");
            }
            return event;
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new DamagedEvent("these are not the bytes of an event: " + e.getMessage());
        }
    }

    static Event of(EventBody body, EventSigner signer) {
        ByteString bytes = body.toByteString();
        ByteString hash = sha256(bytes);
        EventRecord record = EventRecord.newBuilder()
                .setBody(bytes)
                .setContentHash(hash)
                .setKeyId(signer.keyId())
                .setSignature(signer.sign(hash))
                .build();
        return new Event(Bytes.of(record.toByteArray()), record, body);
    }

    private static ByteString sha256(ByteString body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(body.asReadOnlyByteBuffer());
            return UnsafeByteOperations.unsafeWrap(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Stable and unique: that of its aggregate, and its number. */
    public String id() {
        return aggregate().eventId(sequence());
    }

    public AggregateId aggregate() {
        return new AggregateId(body.getAggregateType(), body.getAggregateId());
    }

    /** In the log of its aggregate; from 1, without gaps. */
    public long sequence() {
        return body.getSequence();
    }

    /** Greater than that of every event which it may depend on. */
    public long logicalClock() {
        return body.getLogicalClock();
    }

    public String type() {
        return body.getEventType();
    }

    public int schemaVersion() {
        return body.getSchemaVersion();
    }

    public Bytes payload() {
        return Bytes.of(body.getPayload().toByteArray());
    }

    /** To be shown; nothing that must be right depends on it. */
    public Instant recordedAt() {
        return Instant.ofEpochMilli(body.getRecordedAtMillis());
    }

    /** SHA-256; 32 bytes. */
    public Bytes contentHash() {
        return Bytes.of(record.getContentHash().toByteArray());
    }

    /** Of the event before it in the log; empty of the first. */
    public Bytes previousHash() {
        return Bytes.of(body.getPreviousHash().toByteArray());
    }

    /** The id of the event that led to this one; empty if none did. */
    public String causationId() {
        return body.getCausationId();
    }

    public String keyId() {
        return record.getKeyId();
    }

    ByteString hash() {
        return record.getContentHash();
    }

    ByteString signature() {
        return record.getSignature();
    }

    /** The bytes that it was read from, or that it is to be kept as. */
    public Bytes encoded() {
        return encoded;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Event event && encoded.equals(event.encoded);
    }

    @Override
    public int hashCode() {
        return encoded.hashCode();
    }

    @Override
    public String toString() {
        return id() + " " + type();
    }
}
