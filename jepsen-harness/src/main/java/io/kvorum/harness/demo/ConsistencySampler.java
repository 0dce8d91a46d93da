package io.kvorum.harness.demo;

import io.kvorum.client.Bucket;
import io.kvorum.client.KvorumException;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.harness.demo.DemoReport.TimeToConsistency;
import io.kvorum.harness.verifier.Replicas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * Follows some of the writes from their acknowledgement until every replica has them: asks for what each replica holds, again
 * and again. Safe for use by many threads.
 */
final class ConsistencySampler implements AutoCloseable {
    private static final long SAMPLE_EVERY_NANOS = 50_000_000;
    private static final int MAX_FOLLOWED = 300;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    private final Bucket<String, String> bucket;
    private final Semaphore room = new Semaphore(MAX_FOLLOWED);
    private final AtomicLong nextSampleAtNanos = new AtomicLong(System.nanoTime());
    private final ConcurrentLinkedQueue<Thread> followers = new ConcurrentLinkedQueue<>();
    private final Histogram micros = new Histogram(3_600_000_000L, 3);
    private final AtomicLong unfinished = new AtomicLong();
    private volatile boolean stopped;

    ConsistencySampler(Bucket<String, String> bucket) {
        this.bucket = bucket;
    }

    /** A write was acknowledged just now. */
    void acknowledged(String key, Dot dot) {
        long now = System.nanoTime();
        long due = nextSampleAtNanos.get();
        if (now < due || !nextSampleAtNanos.compareAndSet(due, now + SAMPLE_EVERY_NANOS) || !room.tryAcquire()) {
            return;
        }
        followers.add(Thread.ofVirtual().name("follow-" + key).start(() -> follow(key, dot, now)));
    }

    private void follow(String key, Dot dot, long acknowledgedAtNanos) {
        try {
            Duration pause = FIRST_PAUSE;
            while (!isEverywhere(key, dot)) {
                if (stopped) {
                    unfinished.incrementAndGet();
                    return;
                }
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
            record((System.nanoTime() - acknowledgedAtNanos) / 1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            room.release();
        }
    }

    private synchronized void record(long time) {
        micros.recordValue(Math.min(time, micros.getHighestTrackableValue()));
    }

    private boolean isEverywhere(String key, Dot dot) {
        try {
            return Replicas.all(bucket.explain(key), dot);
        } catch (KvorumException e) {
            return false;
        }
    }

    /** Waits for those that are followed still, within a bound. */
    TimeToConsistency finish(Duration patience) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        List<Thread> open = new ArrayList<>(followers);
        for (Thread follower : open) {
            follower.join(Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime())));
        }
        stopped = true;
        for (Thread follower : open) {
            follower.join();
        }
        synchronized (this) {
            return new TimeToConsistency(
                    micros.getTotalCount(),
                    unfinished.get(),
                    micros.getValueAtPercentile(50) / 1_000.0,
                    micros.getValueAtPercentile(99) / 1_000.0,
                    micros.getMaxValue() / 1_000.0);
        }
    }

    @Override
    public void close() {
        stopped = true;
    }
}
