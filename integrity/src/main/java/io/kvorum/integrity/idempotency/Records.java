package io.kvorum.integrity.idempotency;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.record.IdempotencyRecord;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagEntry;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagView;
import io.kvorum.integrity.tag.TagWrite;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The keys {@code idem-OPERATION-ID} of a tag. */
final class Records {
    static final String PREFIX = "idem-";
    /** So many records each write looks at, whether they have expired. */
    private static final int LOOKED_AT = 32;

    private Records() {}

    static Optional<IdempotencyRecord> find(TagContents contents, IdempotentRequest request) {
        return contents.value(request.recordName()).map(Records::parse);
    }

    private static IdempotencyRecord parse(Bytes bytes) {
        try {
            return IdempotencyRecord.parseFrom(bytes.array());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a key '" + PREFIX + "…' holds something that is no record", e);
        }
    }

    static boolean isOf(IdempotencyRecord record, IdempotentRequest request) {
        return record.getFingerprint()
                .equals(UnsafeByteOperations.unsafeWrap(request.fingerprint().array()));
    }

    /**
     * Puts a record, and removes some that have expired.
     *
     * @throws TagFull if there are too many that have not
     */
    static void put(TagWrite write, TagView view, IdempotentRequest request, IdempotencyRecord record, int most) {
        SortedMap<String, TagEntry> all = view.contents().startingWith(PREFIX);
        String own = request.recordName();
        int room = most - all.size() + (all.containsKey(own) ? 1 : 0);
        // Ids are random, so what comes after one's own are others each time.
        int removed = forget(write, view, all.tailMap(own + '\0'), LOOKED_AT);
        if (room + removed < 1) {
            // Rather a long look than to refuse for what has expired.
            SortedMap<String, TagEntry> others = new TreeMap<>(all);
            others.remove(own);
            removed = forget(write, view, others, others.size());
        }
        if (room + removed < 1) {
            throw new TagFull(view.contents().tag(), all.size() + " records of requests that have not expired");
        }
        write.put(own, Bytes.of(record.toByteArray()));
    }

    private static int forget(TagWrite write, TagView view, Map<String, TagEntry> records, int most) {
        int looked = 0;
        int removed = 0;
        for (Map.Entry<String, TagEntry> entry : records.entrySet()) {
            if (looked++ == most) {
                break;
            }
            if (view.mayForget(parse(entry.getValue().value()).getExpiresAtMillis())) {
                write.delete(entry.getKey());
                removed++;
            }
        }
        return removed;
    }
}
