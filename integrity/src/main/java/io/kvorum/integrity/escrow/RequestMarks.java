package io.kvorum.integrity.escrow;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.idempotency.Fingerprint;
import io.kvorum.integrity.record.EscrowMark;
import io.kvorum.integrity.record.EscrowSegment;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagView;
import io.kvorum.integrity.tag.TagWrite;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The requests that had an id, as a tag remembers them: segments {@code asked-N} in the order in which they were begun. A mark goes into the
 * write of its effect. A segment is removed as a whole, the oldest first, at most {@link #REMOVED} by one write.
 */
final class RequestMarks {
    private static final String SEGMENTS = "asked-0";
    private static final int ID_BYTES = 16;
    private static final int REMOVED = 2;

    private final Place place;
    private final SortedMap<String, EscrowSegment> segments = new TreeMap<>();

    RequestMarks(TagContents contents, Place place) {
        this.place = place;
        contents.startingWith(SEGMENTS).forEach((name, entry) -> segments.put(name, parse(entry.value())));
    }

    private EscrowSegment parse(Bytes bytes) {
        try {
            return EscrowSegment.parseFrom(bytes.array());
        } catch (InvalidProtocolBufferException e) {
            throw new DamagedShare(place, "a key 'asked-…' holds something else");
        }
    }

    private static ByteString hash(String id) {
        return ByteString.copyFrom(Fingerprint.of(Bytes.ofUtf8(id)).array(), 0, ID_BYTES);
    }

    /** @throws RequestReused if something else was asked for under this id */
    Optional<EscrowMark> find(String id, Change change) {
        ByteString hash = hash(id);
        Optional<EscrowMark> found = segments.values().stream()
                .flatMap(segment -> segment.getMarksList().stream())
                .filter(mark -> mark.getIdHash().equals(hash))
                .findFirst();
        if (found.isPresent() && found.get().getFingerprint() != change.fingerprint()) {
            throw new RequestReused(place, id);
        }
        return found;
    }

    /** @throws TagFull if there are too many marks, and none is old enough */
    void add(String id, Change change, Region.Made made, TagWrite write, TagView view, EscrowOptions options) {
        removeOld(write, view, options);
        int marks = segments.values().stream()
                .mapToInt(EscrowSegment::getMarksCount)
                .sum();
        if (marks >= options.maxRequests()) {
            throw new TagFull(
                    view.contents().tag(), marks + " requests with an id that are not " + options.keepFor() + " old");
        }
        EscrowMark mark = EscrowMark.newBuilder()
                .setIdHash(hash(id))
                .setFingerprint(change.fingerprint())
                .setAskedAtMillis(view.nowMillis())
                .setLeft(made.left())
                .setSequence(made.sequence())
                .build();
        EscrowSegment last = segments.isEmpty() ? null : segments.get(segments.lastKey());
        if (last != null && last.getMarksCount() < EscrowOptions.SEGMENT) {
            put(write, segments.lastKey(), last.toBuilder().addMarks(mark).build());
        } else {
            // Names begin with the number of the update: they grow, also when all segments were removed.
            put(
                    write,
                    SEGMENTS + String.format(Locale.ROOT, "%019d", view.commit()),
                    EscrowSegment.newBuilder().addMarks(mark).build());
        }
    }

    private static void put(TagWrite write, String name, EscrowSegment segment) {
        write.put(name, Bytes.of(segment.toByteArray()));
    }

    private void removeOld(TagWrite write, TagView view, EscrowOptions options) {
        int removed = 0;
        Iterator<Map.Entry<String, EscrowSegment>> oldest = segments.entrySet().iterator();
        while (removed < REMOVED && oldest.hasNext()) {
            Map.Entry<String, EscrowSegment> segment = oldest.next();
            boolean old = segment.getValue().getMarksList().stream()
                    .allMatch(mark -> view.mayForget(
                            mark.getAskedAtMillis() + options.keepFor().toMillis()));
            if (!old) {
                break;
            }
            write.delete(segment.getKey());
            oldest.remove();
            removed++;
        }
    }
}
