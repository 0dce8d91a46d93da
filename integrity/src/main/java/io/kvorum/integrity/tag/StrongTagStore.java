package io.kvorum.integrity.tag;

import io.kvorum.client.Codec;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.StrongBatch;
import io.kvorum.client.StrongBucket;
import io.kvorum.client.Versioned;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tags of a strong bucket. The key of a name is <code>{tag}name</code>. */
public final class StrongTagStore implements TagStore {
    private final KvorumClient client;
    private final StrongBucket<String, Bytes> bucket;

    private StrongTagStore(KvorumClient client, StrongBucket<String, Bytes> bucket) {
        this.client = client;
        this.bucket = bucket;
    }

    /** @param bucket of kind strong; whether it exists is found out by the first operation */
    public static StrongTagStore of(KvorumClient client, String bucket) {
        return new StrongTagStore(client, client.strong(bucket, Codec.utf8(), Codec.bytes()));
    }

    @Override
    public String bucket() {
        return bucket.name();
    }

    static String prefix(String tag) {
        return "{" + tag + "}";
    }

    @Override
    public TagContents read(String tag) {
        String prefix = prefix(tag);
        Map<String, Versioned<Bytes>> found = bucket.range(prefix);
        SortedMap<String, TagEntry> entries = new TreeMap<>();
        found.forEach((key, value) ->
                entries.put(key.substring(prefix.length()), new TagEntry(value.version(), value.value())));
        return new TagContents(tag, entries);
    }

    @Override
    public long write(String tag, TagWrite write, Optional<WriteId> retryOf) {
        String prefix = prefix(tag);
        StrongBatch<String, Bytes> batch = bucket.batch();
        write.conditions().forEach((name, version) -> {
            if (version == TagWrite.ABSENT) {
                batch.ifAbsent(prefix + name);
            } else {
                batch.ifVersion(prefix + name, version);
            }
        });
        write.changes()
                .forEach((name, value) ->
                        value.ifPresentOrElse(v -> batch.put(prefix + name, v), () -> batch.delete(prefix + name)));
        retryOf.ifPresent(batch::retryOf);
        return batch.commit().version();
    }

    /** Write ids carry it. */
    @Override
    public long clusterMillis() {
        return client.newWriteId().issuedAtMillis();
    }
}
