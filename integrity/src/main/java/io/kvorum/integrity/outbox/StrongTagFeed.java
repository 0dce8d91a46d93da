package io.kvorum.integrity.outbox;

import io.kvorum.client.Codec;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.StrongBucket;
import io.kvorum.client.feed.FeedEvent;
import io.kvorum.client.feed.FeedGroup;
import io.kvorum.client.feed.FeedOptions;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagEntry;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The feed of a strong bucket, shared by the members of a group: each partition is followed by one of them, and others take over when it dies.
 * Positions are kept in the cluster.
 */
public final class StrongTagFeed implements TagFeed {
    private final FeedGroup<String, Bytes> group;
    private final ConcurrentMap<Long, FeedEvent<String, Bytes>> open = new ConcurrentHashMap<>();

    private StrongTagFeed(FeedGroup<String, Bytes> group) {
        this.group = group;
    }

    /**
     * Joins the group.
     *
     * @param bucket of kind strong, with a feed
     * @param group its name: members of one name share the work
     * @param stateBucket an eventual bucket, for members and positions; it exists
     */
    public static StrongTagFeed ofGroup(KvorumClient client, String bucket, String group, String stateBucket) {
        StrongBucket<String, Bytes> followed = client.strong(bucket, Codec.utf8(), Codec.bytes());
        return new StrongTagFeed(client.feedGroup(followed, group, stateBucket, FeedOptions.fromBeginning()));
    }

    @Override
    public Optional<Change> next(Duration timeout) throws InterruptedException {
        Optional<FeedEvent<String, Bytes>> event = group.next(timeout);
        event.ifPresent(told -> open.put(told.number(), told));
        return event.map(told -> new Change(told.partition(), told.number(), contents(told)));
    }

    private static Optional<TagContents> contents(FeedEvent<String, Bytes> event) {
        if (!(event instanceof FeedEvent.RegisterChange<String, Bytes> change) || !change.isTag()) {
            return Optional.empty();
        }
        String tag = change.place().toUtf8();
        int prefix = tag.length() + 2;
        SortedMap<String, TagEntry> entries = new TreeMap<>();
        for (FeedEvent.Entry<String, Bytes> entry : change.entries()) {
            if (entry.key().startsWith("{" + tag + "}")) {
                entries.put(entry.key().substring(prefix), new TagEntry(entry.version(), entry.value()));
            }
        }
        return Optional.of(new TagContents(tag, entries));
    }

    @Override
    public void processed(Change change) {
        FeedEvent<String, Bytes> event = open.get(change.number());
        if (event != null) {
            group.acknowledge(event);
        }
        open.values().removeIf(other -> other.partition() == change.partition() && other.number() <= change.number());
    }

    @Override
    public void close() {
        group.close();
    }
}
