package io.kvorum.integrity.outbox;

import io.kvorum.integrity.tag.TagContents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a bucket and does the work of each tag that has some: each by one thread at a time, many at once. When {@code maxBusy} tags are being
 * worked on it takes no more changes from the feed until one is done; the tags keep what waits. A change is acknowledged once its
 * work is done, so nothing is lost with the process. To be closed.
 */
public final class TagDispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TagDispatcher.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final TagFeed feed;
    private final String name;
    private final TagWork work;
    private final Semaphore idle;
    private final Thread reader;

    // Under the lock of this object.
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Progress progress = new Progress();
    private boolean closed;

    /** A tag that is being worked on. Under the lock of the dispatcher. */
    private static final class Lane {
        private @Nullable TagContents latest;
        private List<TagFeed.Change> changes = new ArrayList<>();
        private @Nullable Thread thread;
    }

    /**
     * Begins to work.
     *
     * @param name of its threads, and in what it logs
     * @param feed to be closed by this dispatcher
     * @param maxBusy so many tags are worked on at once, at most; at least 1
     */
    public TagDispatcher(String name, TagFeed feed, TagWork work, int maxBusy) {
        this.name = name;
        this.feed = feed;
        this.work = work;
        this.idle = new Semaphore(maxBusy);
        this.reader = Thread.ofPlatform().daemon().name("kvorum-" + name).start(this::read);
    }

    private void read() {
        while (!isClosed()) {
            try {
                Optional<TagFeed.Change> change = feed.next(LOOK);
                if (change.isPresent()) {
                    take(change.get());
                }
            } catch (InterruptedException e) {
                // It is to close.
                return;
            } catch (RuntimeException e) {
                // The feed has failed for good, or a bug: somebody has to look, and until then it is tried again.
                LOG.error("The feed of {} is not followed: {}", name, e.toString());
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(AFTER_FAILURE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(TagFeed.Change change) throws InterruptedException {
        synchronized (this) {
            progress.began(change);
        }
        Optional<TagContents> waiting = change.contents().filter(work::isWaiting);
        if (waiting.isEmpty()) {
            done(List.of(change));
            return;
        }
        String tag = waiting.get().tag();
        if (!addToBusy(tag, waiting.get(), change)) {
            idle.acquire();
            begin(tag, waiting.get(), change);
        }
    }

    /** A change shows all that waits: the latest replaces those before. */
    private synchronized boolean addToBusy(String tag, TagContents contents, TagFeed.Change change) {
        Lane lane = lanes.get(tag);
        if (lane == null) {
            return false;
        }
        lane.latest = contents;
        lane.changes.add(change);
        return true;
    }

    /** Only the reader begins lanes. */
    private synchronized void begin(String tag, TagContents contents, TagFeed.Change change) {
        if (closed) {
            idle.release();
            return;
        }
        Lane lane = new Lane();
        lane.latest = contents;
        lane.changes.add(change);
        lanes.put(tag, lane);
        lane.thread = Thread.ofVirtual().name("kvorum-" + name + "-" + tag).start(() -> run(tag, lane));
    }

    private void run(String tag, Lane lane) {
        try {
            long done = 0;
            while (true) {
                List<TagFeed.Change> changes;
                TagContents contents;
                synchronized (this) {
                    contents = lane.latest;
                    changes = lane.changes;
                    if (contents == null) {
                        lanes.remove(tag);
                        return;
                    }
                    lane.latest = null;
                    lane.changes = new ArrayList<>();
                }
                done = work(contents, done);
                done(changes);
            }
        } catch (InterruptedException e) {
            // It is to close: what is left comes again after a restart.
            forget(tag);
        } finally {
            idle.release();
        }
    }

    private long work(TagContents contents, long before) throws InterruptedException {
        while (true) {
            try {
                return work.isWaiting(contents) ? work.work(contents, before) : before;
            } catch (RuntimeException | Error e) {
                // A bug, here or in the work. To go on without it would be worse than to try again.
                LOG.error("The work of {} in tag {} is not done: it is tried again", name, contents.tag(), e);
                Thread.sleep(AFTER_FAILURE);
            }
        }
    }

    private synchronized void forget(String tag) {
        lanes.remove(tag);
    }

    private void done(List<TagFeed.Change> changes) {
        synchronized (this) {
            for (TagFeed.Change change : changes) {
                progress.done(change).ifPresent(feed::processed);
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** How many tags are being worked on now. */
    public synchronized int busy() {
        return lanes.size();
    }

    /** Ends what is under way, and closes the feed. What was not acknowledged comes again to whoever follows next. */
    @Override
    public void close() {
        List<Thread> threads = new ArrayList<>();
        synchronized (this) {
            closed = true;
            lanes.values().forEach(lane -> Optional.ofNullable(lane.thread).ifPresent(threads::add));
        }
        threads.add(reader);
        threads.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        feed.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
