package io.kvorum.node.shard;

import io.kvorum.node.storage.DurableLog;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The thread that fsyncs the log. One fsync makes everything durable that any shard committed before it began; while it runs
 * the shards go on, and what they commit meanwhile shares the next one.
 */
public final class WalSyncer implements AutoCloseable {
    private final DurableLog log;
    private final AtomicLongArray committed;
    private final AtomicLongArray durable;
    private final LongConsumer syncNanos;
    private final Consumer<Throwable> onFailure;
    private final Thread thread;
    private volatile List<Runnable> wakeShards = List.of();
    private volatile long durableSequence;
    private volatile boolean closed;
    private volatile boolean parked;

    /**
     * @param syncNanos told how long each fsync took
     * @param onFailure told once; nothing becomes durable afterwards
     */
    public WalSyncer(DurableLog log, int shards, LongConsumer syncNanos, Consumer<Throwable> onFailure) {
        this.log = log;
        this.committed = new AtomicLongArray(shards);
        this.durable = new AtomicLongArray(shards);
        this.syncNanos = syncNanos;
        this.onFailure = onFailure;
        this.durableSequence = log.sequence();
        this.thread = new Thread(this::run, "kvorum-sync");
        this.thread.setDaemon(true);
    }

    /** @param wake called after each fsync that made a shard's batch durable, by shard */
    public void start(List<Runnable> wake) {
        wakeShards = List.copyOf(wake);
        thread.start();
    }

    /** A shard has committed up to this batch. */
    void committed(int shard, long batch) {
        committed.set(shard, batch);
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    /** The last batch of the shard that is durable. */
    long durableBatch(int shard) {
        return durable.get(shard);
    }

    /** The number of the last durable write of the node. */
    public long durableSequence() {
        return durableSequence;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        Threads.join(thread);
    }

    private void run() {
        try {
            while (!closed) {
                if (!syncOnce()) {
                    parked = true;
                    if (!hasWork() && !closed) {
                        LockSupport.park(this);
                    }
                    parked = false;
                }
            }
        } catch (Throwable e) {
            onFailure.accept(e);
        }
    }

    private boolean hasWork() {
        for (int shard = 0; shard < committed.length(); shard++) {
            if (committed.get(shard) > durable.get(shard)) {
                return true;
            }
        }
        return false;
    }

    private boolean syncOnce() {
        long[] target = new long[committed.length()];
        boolean work = false;
        for (int shard = 0; shard < target.length; shard++) {
            target[shard] = committed.get(shard);
            work |= target[shard] > durable.get(shard);
        }
        if (!work) {
            return false;
        }
        long sequence = log.sequence();
        long start = System.nanoTime();
        log.sync();
        syncNanos.accept(System.nanoTime() - start);
        durableSequence = sequence;
        for (int shard = 0; shard < target.length; shard++) {
            if (target[shard] > durable.get(shard)) {
                durable.set(shard, target[shard]);
                wakeShards.get(shard).run();
            }
        }
        return true;
    }
}
