package io.kvorum.integrity.projection;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.client.KvorumException;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.record.ServingRecord;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagWrite;

/**
 * Which version of a projection serves: one key, so all readers switch at once. Whoever switches makes sure that the new version is caught up: it
 * hears of all events since before the replay of the log began, and each aggregate of the log was replayed. Safe for use by many threads.
 */
public final class ServedVersion {
    private static final String NAME = "serving";

    private final TagUpdates updates;
    private final String tag;

    /** @param projection its name */
    public ServedVersion(TagUpdates updates, String projection) {
        this.updates = updates;
        this.tag = new AggregateId("serving", projection).tag();
    }

    /** By a linearizable read; 0: none serves yet. @throws KvorumException if there is no answer */
    public int version() {
        return of(updates.read(tag));
    }

    private static int of(TagContents contents) {
        return contents.value(NAME)
                .map(ServedVersion::parse)
                .orElse(ServingRecord.getDefaultInstance())
                .getVersion();
    }

    private static ServingRecord parse(Bytes bytes) {
        try {
            return ServingRecord.parseFrom(bytes.array());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("key '" + NAME + "' holds something else than a version", e);
        }
    }

    /**
     * Lets another version serve.
     *
     * @param before that serves now; 0: none
     * @return false: another one than that serves, and goes on
     * @throws KvorumException if it may serve: call it again
     */
    public boolean serve(int before, int after) {
        return updates.update(tag, view -> {
            int present = of(view.contents());
            if (present != before) {
                return Step.done(present == after);
            }
            ServingRecord record = ServingRecord.newBuilder().setVersion(after).build();
            return Step.write(new TagWrite().put(NAME, Bytes.of(record.toByteArray())), true);
        });
    }
}
