package io.kvorum.commerce.store;

import io.kvorum.integrity.outbox.TagWork;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagStore;
import io.kvorum.integrity.tag.Time;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Ends what has a time, holds first of all: it follows the feed, and so knows of each aggregate that holds something; it waits until the first of these
 * is over, and sweeps. After a crash whoever follows next finds those that are left.
 */
public final class Sweeper implements TagWork {
    /** The clocks have to agree before anything ends: so long it waits before it looks again. */
    private static final Duration AGAIN = Duration.ofMillis(500);

    private final TagStore tags;
    private final Time time;
    private final Sweep sweep;

    /** What is swept. Safe for use by many threads. */
    public interface Sweep {
        /** When the first of what it holds ends; by the cluster's time. Empty: it holds nothing that ends. Pure */
        OptionalLong firstEnd(TagContents contents);

        /**
         * Ends all that was there and is over by all clocks.
         *
         * @return false: that which ends first is not over yet, by one of the clocks
         */
        boolean sweep(TagContents contents);
    }

    /** @param tags of the bucket, for the time of the cluster */
    public Sweeper(TagStore tags, Time time, Sweep sweep) {
        this.tags = tags;
        this.time = time;
        this.sweep = sweep;
    }

    @Override
    public boolean isWaiting(TagContents contents) {
        return sweep.firstEnd(contents).isPresent();
    }

    @Override
    public long work(TagContents contents, long before) throws InterruptedException {
        OptionalLong end = sweep.firstEnd(contents);
        if (end.isPresent()) {
            time.sleep(TimeUnit.MILLISECONDS.toNanos(Math.max(1, end.getAsLong() - tags.clusterMillis())));
            while (!sweep.sweep(contents)) {
                time.sleep(AGAIN.toNanos());
            }
        }
        return before;
    }
}
