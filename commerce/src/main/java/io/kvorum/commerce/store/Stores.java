package io.kvorum.commerce.store;

import io.kvorum.client.KvorumClient;
import io.kvorum.integrity.outbox.StrongTagFeed;
import io.kvorum.integrity.outbox.TagFeed;
import io.kvorum.integrity.tag.StrongTagStore;
import io.kvorum.integrity.tag.TagStore;

/** The strong buckets of a region, and their feeds. Safe for use by many threads. */
public interface Stores {
    TagStore tags(String bucket);

    /** Joins a group that follows a bucket. To be closed. */
    TagFeed feed(String bucket, String group);

    /** Of a cluster. @param groups the eventual bucket of who follows what */
    static Stores of(KvorumClient client, String groups) {
        return new Stores() {
            @Override
            public TagStore tags(String bucket) {
                return StrongTagStore.of(client, bucket);
            }

            @Override
            public TagFeed feed(String bucket, String group) {
                return StrongTagFeed.ofGroup(client, bucket, group, groups);
            }
        };
    }
}
