package io.kvorum.integrity.inbox;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.DamagedEvent;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.record.InboxFloor;
import io.kvorum.integrity.record.InboxMark;
import io.kvorum.integrity.record.InboxSegment;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagView;
import io.kvorum.integrity.tag.TagWrite;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The marks in a tag: segments {@code inbox-N} in the order in which they were begun, and the floor {@code inbox-floor}. A segment is removed
 * as a whole, the oldest first, at most {@link #REMOVED} by one write; the floor rises to what its marks say.
 */
final class Marks {
    private static final String SEGMENTS = "inbox-0";
    private static final String FLOOR = "inbox-floor";
    private static final int REMOVED = 2;

    private final TagContents contents;
    private final SortedMap<String, InboxSegment> segments = new TreeMap<>();

    Marks(TagContents contents) {
        this.contents = contents;
        contents.startingWith(SEGMENTS)
                .forEach((name, entry) -> segments.put(name, parse(InboxSegment.parser(), entry.value())));
    }

    private static <M extends Message> M parse(Parser<M> parser, Bytes bytes) {
        try {
            return parser.parseFrom(bytes.array());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a key 'inbox-…' holds something that is no mark of an inbox", e);
        }
    }

    /** @throws DamagedEvent if another event of its id is: two aggregates have one name, or numbers were used again */
    boolean isApplied(Event event) {
        String id = event.id();
        Optional<InboxMark> mark = segments.values().stream()
                .flatMap(segment -> segment.getMarksList().stream())
                .filter(one -> one.getEventId().equals(id))
                .findFirst();
        if (mark.isPresent() && mark.get().getEventHash() != hash(event)) {
            throw new DamagedEvent(
                    "event " + id + " is not the one of that id that was applied here: aggregates of one name"
                            + " must not send to one receiver, nor numbers be used again");
        }
        return mark.isPresent();
    }

    private static long hash(Event event) {
        return ByteBuffer.wrap(event.contentHash().array()).getLong();
    }

    private InboxFloor floor() {
        return contents.value(FLOOR)
                .map(bytes -> parse(InboxFloor.parser(), bytes))
                .orElse(InboxFloor.getDefaultInstance());
    }

    /** Was it recorded when marks that are removed by now were made? */
    boolean isBelowFloor(Event event) {
        return contents.entry(FLOOR).isPresent() && event.recordedAt().toEpochMilli() <= floor().getRecordedAtMillis();
    }

    /** @throws TagFull if there are too many marks, and none is old enough */
    void add(Event event, TagWrite write, TagView view, InboxOptions options) {
        InboxMark mark = InboxMark.newBuilder()
                .setEventId(event.id())
                .setRecordedAtMillis(event.recordedAt().toEpochMilli())
                .setAppliedAtMillis(view.nowMillis())
                .setEventHash(hash(event))
                .build();
        removeOld(write, view, options);
        long marks = segments.values().stream()
                .mapToLong(InboxSegment::getMarksCount)
                .sum();
        if (marks >= options.maxMarks()) {
            throw new TagFull(contents.tag(), marks + " marks of events that are not " + options.keepFor() + " old");
        }
        InboxSegment last = segments.isEmpty() ? null : segments.get(segments.lastKey());
        if (last != null && last.getMarksCount() < InboxOptions.SEGMENT) {
            put(write, segments.lastKey(), last.toBuilder().addMarks(mark).build());
        } else {
            // Names begin with the number of the update: they grow, also when all segments were removed.
            put(
                    write,
                    SEGMENTS + String.format(Locale.ROOT, "%019d", view.commit()),
                    InboxSegment.newBuilder().addMarks(mark).build());
        }
    }

    private static void put(TagWrite write, String name, Message message) {
        write.put(name, Bytes.of(message.toByteArray()));
    }

    private void removeOld(TagWrite write, TagView view, InboxOptions options) {
        int removed = 0;
        long floor = floor().getRecordedAtMillis();
        Iterator<Map.Entry<String, InboxSegment>> oldest = segments.entrySet().iterator();
        while (removed < REMOVED && oldest.hasNext()) {
            Map.Entry<String, InboxSegment> segment = oldest.next();
            if (!isOld(segment.getValue(), view, options)) {
                break;
            }
            for (InboxMark mark : segment.getValue().getMarksList()) {
                floor = Math.max(floor, mark.getRecordedAtMillis());
            }
            write.delete(segment.getKey());
            oldest.remove();
            removed++;
        }
        if (removed > 0) {
            put(write, FLOOR, floor().toBuilder().setRecordedAtMillis(floor).build());
        }
    }

    private static boolean isOld(InboxSegment segment, TagView view, InboxOptions options) {
        return segment.getMarksList().stream()
                .allMatch(mark -> view.mayForget(
                        mark.getAppliedAtMillis() + options.keepFor().toMillis()));
    }
}
