package io.kvorum.client.feed;

import com.dynatrace.hash4j.hashing.Hashing;
import io.kvorum.client.Bucket;
import io.kvorum.client.KvorumException;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a group that follows a bucket together: each partition is followed by one member, and when members come or go
 * the others take over. Positions are kept in the cluster, once a second and when a partition is given up; what was acknowledged and
 * not yet stored comes again.
 *
 * <p>There is no leader and no lock: members see each other's heartbeats, and each computes who follows what (highest random
 * weight). While they disagree, for some seconds after a change, or when one is cut off, a partition can have two followers: events come
 * at least once then as ever, but those of a key are in order only within a member. A member that cannot renew its heartbeat
 * stops after {@link #LIFE}.
 *
 * <p>Safe for use by many threads. To be closed: the others take over at once then, and not after {@link #LIFE}.
 */
public final class FeedGroup<K, V> implements AutoCloseable {
    /** A member that was not heard of for so long is gone. */
    public static final Duration LIFE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(FeedGroup.class);
    private static final long BEAT_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 100;

    private final Function<FeedOptions, Feed<K, V>> feeds;
    private final GroupState state;
    private final FeedOptions options;
    private final SortedSet<Integer> all;
    private final LongSupplier clusterMillis;
    private final long member = ThreadLocalRandom.current().nextLong();
    private final Thread thread;

    // Under the lock of this object.
    private @Nullable Feed<K, V> feed;
    private SortedSet<Integer> mine = new TreeSet<>();
    private long numbers;
    private boolean closed;

    // Only on the member's thread.
    private final Map<Integer, Bytes> stored = new HashMap<>();
    private long lastBeatNanos;

    /** See {@link io.kvorum.client.KvorumClient#feedGroup}. */
    public FeedGroup(
            String bucket,
            Function<FeedOptions, Feed<K, V>> feeds,
            String group,
            Bucket<Bytes, Bytes> stateBucket,
            FeedOptions options,
            Set<Integer> partitions,
            LongSupplier clusterMillis) {
        this.feeds = feeds;
        this.state = new GroupState(stateBucket, bucket, group);
        this.options = options;
        this.all = new TreeSet<>(partitions);
        this.clusterMillis = clusterMillis;
        beat();
        this.thread = new Thread(this::run, "kvorum-feed-group-" + group);
        thread.setDaemon(true);
        thread.start();
    }

    /** The partitions that this member follows now. */
    public synchronized SortedSet<Integer> partitions() {
        return new TreeSet<>(mine);
    }

    /** As {@link Feed#next}; also empty while this member has no partition to follow. */
    public Optional<FeedEvent<K, V>> next(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (true) {
            long left = end - System.nanoTime();
            Duration look = Duration.ofNanos(Math.max(0, Math.min(left, LOOK_MILLIS * 1_000_000)));
            Feed<K, V> present = present();
            Optional<FeedEvent<K, V>> event = Optional.empty();
            if (present != null) {
                event = present.next(look);
            } else if (left > 0) {
                Thread.sleep(look.toMillis());
            }
            if (event.isPresent() || left <= 0) {
                return event;
            }
        }
    }

    private synchronized @Nullable Feed<K, V> present() {
        return feed;
    }

    /** As {@link Feed#acknowledge}. Of a partition that this member has given up meanwhile it is ignored: the event comes again. */
    public synchronized void acknowledge(FeedEvent<K, V> event) {
        if (feed != null && mine.contains(event.partition())) {
            feed.acknowledge(event);
        }
    }

    /** Leaves the group, and stores what was acknowledged. */
    @Override
    public void close() {
        // Not by an interrupt, which could hit a call on its way, and all that come after it.
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (awaitBeat()) {
            try {
                Feed<K, V> present = present();
                if (present != null) {
                    store(present.acknowledged());
                }
                beat();
            } catch (RuntimeException e) {
                LOG.warn("A member of a feed group cannot keep its state; it tries again: {}", e.toString());
                if (System.nanoTime() - lastBeatNanos > LIFE.toNanos()) {
                    follow(new TreeSet<>());
                }
            }
        }
        leave();
    }

    /** @return false if the member is to leave */
    private synchronized boolean awaitBeat() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BEAT_MILLIS);
        for (long left = end - System.nanoTime(); !closed && left > 0; left = end - System.nanoTime()) {
            try {
                wait(1 + TimeUnit.NANOSECONDS.toMillis(left));
            } catch (InterruptedException e) {
                // Nobody has this thread; whoever found it means that it should end.
                closed = true;
            }
        }
        return !closed;
    }

    private void leave() {
        try {
            follow(new TreeSet<>());
            state.heartbeat(member, false, clusterMillis.getAsLong(), LIFE.toMillis());
        } catch (KvorumException e) {
            LOG.warn("A member left a feed group without a word; the others notice it later: {}", e.getMessage());
        }
    }

    private void beat() {
        Set<Long> members = state.heartbeat(member, true, clusterMillis.getAsLong(), LIFE.toMillis());
        lastBeatNanos = System.nanoTime();
        SortedSet<Integer> wanted = new TreeSet<>();
        for (int partition : all) {
            if (followerOf(partition, members) == member) {
                wanted.add(partition);
            }
        }
        if (!wanted.equals(partitions())) {
            follow(wanted);
        }
    }

    private static long followerOf(int partition, Set<Long> members) {
        long best = 0;
        long weight = 0;
        for (long candidate : members) {
            byte[] both =
                    new ByteWriter(12).writeLong(candidate).writeInt(partition).toByteArray();
            long own = Hashing.xxh3_64().hashBytesToLong(both);
            if (best == 0 || Long.compareUnsigned(own, weight) > 0) {
                best = candidate;
                weight = own;
            }
        }
        return best;
    }

    /** From now on these partitions, from where their last follower had come to; none if that cannot be found out. */
    private void follow(SortedSet<Integer> wanted) {
        Feed<K, V> before = stopFollowing();
        if (before != null) {
            try {
                store(before.acknowledged());
            } catch (KvorumException e) {
                LOG.warn(
                        "A member of a feed group gives up partitions without a word, events come again: {}",
                        e.getMessage());
            }
        }
        stored.keySet().retainAll(wanted);
        if (!wanted.isEmpty()) {
            FeedPositions positions = options.positions().with(state.positions(wanted));
            beginToFollow(feeds.apply(options.positions(positions).partitions(wanted)), wanted);
        }
    }

    private synchronized @Nullable Feed<K, V> stopFollowing() {
        Feed<K, V> before = feed;
        if (before != null) {
            before.close();
            numbers = before.numbers();
        }
        feed = null;
        mine = new TreeSet<>();
        return before;
    }

    private synchronized void beginToFollow(Feed<K, V> next, SortedSet<Integer> wanted) {
        next.numbersFrom(numbers);
        feed = next;
        mine = wanted;
    }

    private void store(FeedPositions positions) {
        positions.byPartition().forEach((partition, position) -> {
            if (!position.equals(stored.getOrDefault(partition, Bytes.EMPTY))) {
                state.store(partition, position);
                stored.put(partition, position);
            }
        });
    }
}
