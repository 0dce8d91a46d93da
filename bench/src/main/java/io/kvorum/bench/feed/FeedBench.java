package io.kvorum.bench.feed;

import io.kvorum.client.Bucket;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.feed.Feed;
import io.kvorum.client.feed.FeedEvent;
import io.kvorum.client.feed.FeedOptions;
import io.kvorum.client.feed.FeedPositions;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Measures a feed of one bucket through one consumer: how many rows of a snapshot and how many changes it takes a second, and
 * how long a change is under way, from the moment at which its write was begun.
 */
public final class FeedBench {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int IN_FLIGHT = 256;
    private static final long HIGHEST_MICROS = 60_000_000;

    private final KvorumClient client;
    private final Bucket<Bytes, Bytes> bucket;

    public FeedBench(KvorumClient client, String bucket) {
        this.client = client;
        this.bucket = client.bucket(bucket);
    }

    /** @param keys how many different ones were taken; must be as many as there are */
    public record Taken(long events, long keys, double seconds) {
        public double perSecond() {
            return events / seconds;
        }
    }

    /** Where the feed is now: what is written afterwards comes after it. */
    public FeedPositions positions() throws InterruptedException {
        int partitions = client.admin()
                .topology()
                .bucket(bucket.name())
                .map(info -> client.admin().topology().partitionsOf(info).size())
                .orElse(0);
        try (Feed<Bytes, Bytes> feed = bucket.feed(FeedOptions.fromNow())) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (feed.acknowledged().byPartition().size() < partitions) {
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException("not all partitions answered within " + PATIENCE);
                }
                feed.next(Duration.ofMillis(20)).ifPresent(feed::acknowledge);
            }
            return feed.acknowledged();
        }
    }

    /** Writes so many records, each under a key of its own. */
    public void load(long records, int valueBytes) {
        byte[] value = new byte[valueBytes];
        Deque<CompletionStage<?>> open = new ArrayDeque<>();
        for (long i = 0; i < records; i++) {
            if (open.size() == IN_FLIGHT) {
                open.remove().toCompletableFuture().join();
            }
            open.add(bucket.putAsync(key(i), Bytes.of(value)));
        }
        open.forEach(stage -> stage.toCompletableFuture().join());
    }

    private static Bytes key(long number) {
        return Bytes.ofUtf8("user" + number);
    }

    /** Follows from there until so many different keys were taken. */
    public Taken take(FeedOptions from, long keys) throws InterruptedException {
        Set<Bytes> seen = new HashSet<>();
        long events = 0;
        long begin = System.nanoTime();
        try (Feed<Bytes, Bytes> feed = bucket.feed(from)) {
            while (seen.size() < keys) {
                FeedEvent<Bytes, Bytes> event = feed.next(PATIENCE)
                        .orElseThrow(() -> new IllegalStateException(
                                "only " + seen.size() + " of " + keys + " keys came within " + PATIENCE));
                if (event instanceof FeedEvent.Change<Bytes, Bytes> change) {
                    seen.add(change.key());
                    events++;
                }
                feed.acknowledge(event);
            }
        }
        return new Taken(events, seen.size(), (System.nanoTime() - begin) / 1e9);
    }

    /** Writes at a rate, and times each change until it is taken; in microseconds. */
    public Histogram latency(double rate, Duration time) throws InterruptedException {
        Histogram micros = new Histogram(HIGHEST_MICROS, 3);
        AtomicBoolean writing = new AtomicBoolean(true);
        FeedPositions start = positions();
        Thread writer = new Thread(() -> write(rate, time, writing), "feed-writer");
        writer.start();
        try (Feed<Bytes, Bytes> feed = bucket.feed(FeedOptions.from(start))) {
            boolean more = true;
            while (more) {
                Optional<FeedEvent<Bytes, Bytes>> event = feed.next(Duration.ofMillis(500));
                event.ifPresent(found -> record(found, micros));
                event.ifPresent(feed::acknowledge);
                more = event.isPresent() || writing.get();
            }
        }
        writer.join();
        return micros;
    }

    private static void record(FeedEvent<Bytes, Bytes> event, Histogram micros) {
        if (event instanceof FeedEvent.Change<Bytes, Bytes> change
                && change.versions().size() == 1) {
            long begun = new ByteReader(change.versions().get(0).value().array()).readLong();
            micros.recordValue(Math.min(HIGHEST_MICROS, (System.nanoTime() - begun) / 1_000));
        }
    }

    private void write(double rate, Duration time, AtomicBoolean writing) {
        long begin = System.nanoTime();
        long pause = (long) (1e9 / rate);
        for (long i = 0; System.nanoTime() - begin < time.toNanos(); i++) {
            long due = begin + i * pause;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            Bytes value =
                    Bytes.of(new ByteWriter(8).writeLong(System.nanoTime()).toByteArray());
            bucket.putAsync(Bytes.ofUtf8("timed" + i), value);
        }
        writing.set(false);
    }
}
