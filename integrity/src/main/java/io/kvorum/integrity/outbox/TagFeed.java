package io.kvorum.integrity.outbox;

import io.kvorum.client.KvorumException;
import io.kvorum.integrity.tag.TagContents;
import java.time.Duration;
import java.util.Optional;

/** The changes of the tags of a bucket, at least once, and those of a tag in their order. Taken by one thread; the rest is safe for many. */
public interface TagFeed extends AutoCloseable {
    /**
     * A change, or something else that the feed tells and that is to be passed.
     *
     * @param number grows with each, over all partitions
     * @param contents what the tag held at some time since the change; empty if it is not about a tag
     */
    record Change(int partition, long number, Optional<TagContents> contents) {}

    /**
     * The next one, waiting for it at most so long.
     *
     * @throws KvorumException if the feed has failed for good
     */
    Optional<Change> next(Duration timeout) throws InterruptedException;

    /** This one is processed, and so are all that were handed out before it of the same partition: after a restart they need not come again. */
    void processed(Change change);

    @Override
    void close();
}
