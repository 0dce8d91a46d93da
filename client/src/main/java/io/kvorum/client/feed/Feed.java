package io.kvorum.client.feed;

import io.kvorum.client.Codec;
import io.kvorum.client.KvorumException;
import io.kvorum.client.Sibling;
import io.kvorum.client.call.Engine;
import io.kvorum.client.call.Replies;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.protocol.client.FeedPage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a bucket, one after the other: at least once, and in order for each key. Asks only for as much as {@link
 * FeedOptions#maxBuffered} allows; a consumer that is slow costs the nodes nothing. It survives outages: while no replica of a
 * partition can be reached, or a node is down, it goes on elsewhere or waits.
 *
 * <p>Positions are the consumer's to store, {@link #acknowledged} after it has processed and {@link #acknowledge acknowledged}
 * events. Best they are stored together with what was made of the events: then nothing is done twice.
 *
 * <p>Safe for use by many threads; each event is handed out once. To be closed, by any thread.
 */
public final class Feed<K, V> implements AutoCloseable {
    private final Codec<K> keys;
    private final Codec<V> values;
    private final Map<Integer, PartitionFeed> partitions = new TreeMap<>();

    /** Held by who takes an event. */
    private final ReentrantLock taking = new ReentrantLock();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    // Under the lock.
    private final Deque<Waiting<K, V>> queue = new ArrayDeque<>();
    private final Map<Integer, Acknowledged> acknowledged = new TreeMap<>();
    private long numbers;
    private @Nullable KvorumException failure;
    private boolean closed;
    private Runnable whenAvailable = () -> {};

    /**
     * An event that waits to be taken.
     *
     * @param after with the last event of a page: the position that holds once it is processed
     */
    private record Waiting<K, V>(PartitionFeed from, LongFunction<FeedEvent<K, V>> event, Optional<Bytes> after) {}

    private Feed(Codec<K> keys, Codec<V> values) {
        this.keys = keys;
        this.values = values;
    }

    /** Begins to follow; see {@link io.kvorum.client.Bucket#feed}. */
    public static <K, V> Feed<K, V> open(
            Engine engine,
            ClusterTopology topology,
            ClusterTopology.BucketInfo bucket,
            Codec<K> keys,
            Codec<V> values,
            FeedOptions options) {
        Feed<K, V> feed = new Feed<>(keys, values);
        SortedSet<Integer> all = topology.partitionsOf(bucket);
        SortedSet<Integer> wanted = new TreeSet<>(options.partitions().orElse(all));
        if (!all.containsAll(wanted)) {
            wanted.removeAll(all);
            throw new IllegalArgumentException("bucket " + bucket.name() + " has no partition " + wanted);
        }
        int limit = Math.max(1, options.maxBuffered() / Math.max(1, wanted.size()));
        for (int partition : wanted) {
            feed.acknowledged.put(
                    partition, new Acknowledged(options.positions().of(partition)));
            feed.partitions.put(
                    partition,
                    new PartitionFeed(
                            engine,
                            bucket.name(),
                            partition,
                            inOrder(topology.replicasOf(partition), bucket, partition),
                            options,
                            limit,
                            feed.new Arrivals()));
        }
        feed.partitions.values().forEach(PartitionFeed::askSoon);
        return feed;
    }

    /**
     * Whom to ask first. Of strong buckets the first replica: it coordinates the updates, and a read by it does not meet a round of
     * another one. Else the load is spread: the first replica of one partition is not that of the next.
     */
    private static List<Integer> inOrder(List<Integer> replicas, ClusterTopology.BucketInfo bucket, int partition) {
        List<Integer> order = new ArrayList<>(replicas);
        if (!"strong".equals(bucket.properties().get("kind"))) {
            Collections.rotate(order, -partition);
        }
        return order;
    }

    /**
     * The next event, waiting for one at most so long.
     *
     * @return empty if there was none in time, or if the feed was closed meanwhile
     * @throws KvorumException if the feed has failed for good: its bucket is gone, or a position was refused
     * @throws RuntimeException of a codec that cannot decode the event; it is not handed out, and the next call meets it again
     * @throws InterruptedException if the thread was interrupted while it waited; no event is lost
     */
    public Optional<FeedEvent<K, V>> next(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            lock.lockInterruptibly();
            try {
                long left = end - System.nanoTime();
                while (queue.isEmpty() && failure == null && !closed && left > 0) {
                    left = arrived.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
            Optional<FeedEvent<K, V>> event = poll();
            if (event.isPresent() || isClosed() || System.nanoTime() - end >= 0) {
                return event;
            }
        }
    }

    /** The next event if there is one now; fails as {@link #next(Duration)} does. */
    public Optional<FeedEvent<K, V>> poll() {
        taking.lock();
        try {
            Waiting<K, V> first = first();
            if (first == null) {
                return Optional.empty();
            }
            // Codecs are code of the application: not under the lock that the event loop takes. One that fails leaves
            // the event.
            FeedEvent<K, V> event = first.event().apply(numbers() + 1);
            return Optional.of(handOut(first, event));
        } finally {
            taking.unlock();
        }
    }

    private @Nullable Waiting<K, V> first() {
        lock.lock();
        try {
            Waiting<K, V> first = closed ? null : queue.peek();
            KvorumException failed = failure;
            if (first == null && failed != null && !closed) {
                throw failed;
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    private FeedEvent<K, V> handOut(Waiting<K, V> first, FeedEvent<K, V> event) {
        lock.lock();
        try {
            queue.remove();
            numbers = event.number();
            first.after()
                    .ifPresent(
                            position -> acknowledgedOf(first.from().partition()).handedOut(event.number(), position));
        } finally {
            lock.unlock();
        }
        if (first.after().isPresent()) {
            first.from().askSoon();
        }
        return event;
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private Acknowledged acknowledgedOf(int partition) {
        Acknowledged found = acknowledged.get(partition);
        if (found == null) {
            throw new IllegalArgumentException("partition " + partition + " is not followed");
        }
        return found;
    }

    /** The event is processed, and so are all that were handed out before it of the same partition. */
    public void acknowledge(FeedEvent<K, V> event) {
        lock.lock();
        try {
            acknowledgedOf(event.partition()).processed(event.number());
        } finally {
            lock.unlock();
        }
    }

    /** Where to go on so that nothing is missed that is not acknowledged. Some that is may come again. */
    public FeedPositions acknowledged() {
        lock.lock();
        try {
            SortedMap<Integer, Bytes> positions = new TreeMap<>();
            acknowledged.forEach(
                    (partition, state) -> state.position().ifPresent(position -> positions.put(partition, position)));
            return new FeedPositions(positions);
        } finally {
            lock.unlock();
        }
    }

    /** The number of the event that was handed out last. */
    long numbers() {
        lock.lock();
        try {
            return numbers;
        } finally {
            lock.unlock();
        }
    }

    /** Numbers go on from there; before the first event is taken. */
    void numbersFrom(long last) {
        lock.lock();
        try {
            numbers = last;
        } finally {
            lock.unlock();
        }
    }

    /** Stops asking. What was not handed out is dropped; it comes again to whoever goes on from {@link #acknowledged}. */
    @Override
    public void close() {
        partitions.values().forEach(PartitionFeed::close);
        signal(() -> closed = true);
    }

    /** Called, on the client's event loop, when there is something to take, or the feed has failed; not to block. */
    void whenAvailable(Runnable action) {
        lock.lock();
        try {
            whenAvailable = action;
        } finally {
            lock.unlock();
        }
    }

    private void signal(Runnable change) {
        Runnable tell;
        lock.lock();
        try {
            change.run();
            arrived.signalAll();
            tell = whenAvailable;
        } finally {
            lock.unlock();
        }
        tell.run();
    }

    private final class Arrivals implements PartitionFeed.Listener {
        @Override
        public void page(PartitionFeed from, FeedPage page, boolean began, boolean restarted) {
            List<LongFunction<FeedEvent<K, V>>> events = events(from.partition(), page, began, restarted);
            Bytes after = Replies.bytes(page.getPosition());
            if (events.isEmpty()) {
                // All that came before was taken: else this page would not have been asked for.
                signal(() -> acknowledgedOf(from.partition()).passed(after));
                from.askSoon();
                return;
            }
            signal(() -> {
                for (int i = 0; i < events.size(); i++) {
                    boolean last = i == events.size() - 1;
                    queue.add(new Waiting<>(from, events.get(i), last ? Optional.of(after) : Optional.empty()));
                }
            });
        }

        @Override
        public void failed(PartitionFeed from, KvorumException why) {
            signal(() -> failure = failure == null ? why : failure);
        }
    }

    private FeedEvent<K, V> register(int partition, long number, FeedPage.RegisterChange change, boolean snapshot) {
        return new FeedEvent.RegisterChange<>(
                partition,
                number,
                Replies.bytes(change.getPlace()),
                change.getIsTag(),
                change.getVersion(),
                change.getEntriesList().stream()
                        .map(entry -> new FeedEvent.Entry<>(
                                keys.decode(Replies.bytes(entry.getKey())),
                                entry.getVersion(),
                                values.decode(Replies.bytes(entry.getValue()))))
                        .toList(),
                change.getGone(),
                snapshot);
    }

    private List<LongFunction<FeedEvent<K, V>>> events(int partition, FeedPage page, boolean began, boolean restarted) {
        List<LongFunction<FeedEvent<K, V>>> events = new ArrayList<>(page.getChangesCount() + 2);
        if (page.getBehind()) {
            events.add(number -> new FeedEvent.WentOnBehind<>(partition, number));
        }
        if (page.getSnapshot() && began) {
            events.add(number -> new FeedEvent.SnapshotStarted<>(partition, number, restarted));
        }
        for (FeedPage.Change change : page.getChangesList()) {
            events.add(number -> new FeedEvent.Change<>(
                    partition,
                    number,
                    keys.decode(Replies.bytes(change.getKey())),
                    Replies.versions(change.getVersionsList()).stream()
                            .map(raw -> new Sibling<>(
                                    values.decode(raw.value()), raw.dot(), raw.writeId(), raw.expiresAt()))
                            .toList(),
                    page.getSnapshot(),
                    Replies.element(change.getElement())));
        }
        for (FeedPage.RegisterChange change : page.getRegistersList()) {
            events.add(number -> register(partition, number, change, page.getSnapshot()));
        }
        if (page.getSnapshotEnds()) {
            events.add(number -> new FeedEvent.SnapshotEnded<>(partition, number));
        }
        if (!page.getMore() && page.getAsOfMillis() > 0) {
            Instant asOf = Instant.ofEpochMilli(page.getAsOfMillis());
            events.add(number -> new FeedEvent.CaughtUp<>(partition, number, asOf));
        }
        return events;
    }
}
