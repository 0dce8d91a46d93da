package io.kvorum.integrity.outbox;

import io.kvorum.integrity.aggregate.DamagedEvent;
import io.kvorum.integrity.aggregate.OutboxEntries;
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
 * Follows a bucket and relays the outbox of each aggregate that has one: each by one thread at a time, many at once. When {@code maxBusy}
 * aggregates are being relayed it takes no more changes from the feed until one is done; the outboxes keep what waits. A change is
 * acknowledged once its events are relayed, so nothing is lost with the process. To be closed.
 */
public final class OutboxDispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxDispatcher.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final TagFeed feed;
    private final OutboxRelay relay;
    private final Semaphore idle;
    private final Thread reader;

    // Under the lock of this object.
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Progress progress = new Progress();
    private boolean closed;

    /** An aggregate that is being relayed. Under the lock of the dispatcher. */
    private static final class Lane {
        private @Nullable TagContents latest;
        private List<TagFeed.Change> changes = new ArrayList<>();
        private @Nullable Thread thread;
    }

    /**
     * Begins to relay.
     *
     * @param feed to be closed by this dispatcher
     * @param maxBusy so many aggregates are relayed at once, at most; at least 1
     */
    public OutboxDispatcher(TagFeed feed, OutboxRelay relay, int maxBusy) {
        this.feed = feed;
        this.relay = relay;
        this.idle = new Semaphore(maxBusy);
        this.reader = Thread.ofPlatform().daemon().name("kvorum-outbox").start(this::read);
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
                LOG.error("The outbox is not followed: {}", e.toString());
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
        Optional<TagContents> waiting = change.contents()
                .filter(contents -> !contents.startingWith(OutboxEntries.PREFIX).isEmpty());
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
        lane.thread = Thread.ofVirtual().name("kvorum-outbox-" + tag).start(() -> run(tag, lane));
    }

    private void run(String tag, Lane lane) {
        try {
            long settledThrough = 0;
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
                settledThrough = relay(contents, settledThrough);
                done(changes);
            }
        } catch (InterruptedException e) {
            // It is to close: what is left comes again after a restart.
            forget(tag);
        } finally {
            idle.release();
        }
    }

    private long relay(TagContents contents, long settledThrough) throws InterruptedException {
        while (true) {
            try {
                return relay.relay(contents, settledThrough);
            } catch (DamagedEvent e) {
                LOG.error("The outbox of {} stops at an entry that is no event: {}", contents.tag(), e.getMessage());
                return settledThrough;
            } catch (RuntimeException | Error e) {
                // A bug, here or in the transport. To go on without it would be worse than to try again.
                LOG.error("The outbox of {} is not relayed: it is tried again", contents.tag(), e);
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

    /** How many aggregates are being relayed now. */
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
