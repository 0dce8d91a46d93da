package io.kvorum.integrity.outbox;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.client.KvorumException;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.DamagedEvent;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.record.DeadLetterRecord;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.TagEntry;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagWrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The events that could not be delivered, in a strong bucket: {@value #SHARDS} tags, each of which lists its letters at one instant. So
 * many that a tag is full stop the aggregates whose events would come next, and lose nothing. Safe for use by many threads.
 */
public final class DeadLetters {
    /** A letter is in the tag that the hash of its event's id says. */
    static final int SHARDS = 16;

    private static final String PREFIX = "dead-";
    private static final int MAX_REASON_CHARS = 1_000;

    private final TagUpdates updates;
    private final String name;

    /** @param name of what the letters come from; several may share a bucket */
    public DeadLetters(TagUpdates updates, String name) {
        this.updates = updates;
        this.name = name;
    }

    private String tag(int shard) {
        return "dead-letters-" + name + "-" + shard;
    }

    private String tagOf(String eventId) {
        return tag(Math.floorMod(eventId.hashCode(), SHARDS));
    }

    /**
     * Keeps a letter, in place of an earlier one of the same event.
     *
     * @throws TagFull if there are too many
     * @throws KvorumException if it may not be kept; keep it again
     */
    public void add(DeadLetter letter) {
        String reason = letter.reason();
        DeadLetterRecord record = DeadLetterRecord.newBuilder()
                .setEvent(
                        UnsafeByteOperations.unsafeWrap(letter.event().encoded().array()))
                .setReason(reason.substring(0, Math.min(reason.length(), MAX_REASON_CHARS)))
                .setAttempts(letter.attempts())
                .setFirstFailedMillis(letter.firstFailed().toEpochMilli())
                .setLastFailedMillis(letter.lastFailed().toEpochMilli())
                .build();
        String id = letter.event().id();
        boolean unused = updates.update(
                tagOf(id), view -> Step.write(new TagWrite().put(PREFIX + id, Bytes.of(record.toByteArray())), true));
    }

    /**
     * All letters, in no order.
     *
     * @throws KvorumException if there is no answer
     */
    public List<DeadLetter> list() {
        List<DeadLetter> letters = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            for (Map.Entry<String, TagEntry> entry :
                    updates.read(tag(shard)).startingWith(PREFIX).entrySet()) {
                letters.add(decode(entry.getValue().value()));
            }
        }
        return letters;
    }

    /** The letter of this event, if there is one. */
    public Optional<DeadLetter> inspect(String eventId) {
        return updates.read(tagOf(eventId)).value(PREFIX + eventId).map(DeadLetters::decode);
    }

    private static DeadLetter decode(Bytes bytes) {
        try {
            DeadLetterRecord record = DeadLetterRecord.parseFrom(bytes.array());
            return new DeadLetter(
                    Event.parse(Bytes.of(record.getEvent().toByteArray())),
                    record.getReason(),
                    record.getAttempts(),
                    Instant.ofEpochMilli(record.getFirstFailedMillis()),
                    Instant.ofEpochMilli(record.getLastFailedMillis()));
        } catch (InvalidProtocolBufferException e) {
            throw new DamagedEvent("a dead letter is not what was written: " + e.getMessage());
        }
    }

    /**
     * Delivers a letter once more, and removes it if that succeeds. It comes out of order: later events of its aggregate were delivered
     * before. A receiver that has it already does nothing.
     *
     * @return false if there is no such letter
     * @throws RuntimeException of the transport; the letter stays
     */
    public boolean replay(String eventId, Transport transport) throws InterruptedException {
        Optional<DeadLetter> letter = inspect(eventId);
        if (letter.isEmpty()) {
            return false;
        }
        transport.deliver(letter.get().event());
        discard(eventId);
        return true;
    }

    /** Removes a letter without delivering it. @return false if there was none */
    public boolean discard(String eventId) {
        return updates.update(
                tagOf(eventId),
                view -> view.contents().entry(PREFIX + eventId).isPresent()
                        ? Step.write(new TagWrite().delete(PREFIX + eventId), true)
                        : Step.done(false));
    }
}
