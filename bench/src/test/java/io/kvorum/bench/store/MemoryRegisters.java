package io.kvorum.bench.store;

import io.kvorum.bench.workload.Keys;
import io.kvorum.bench.workload.StampedValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/** Linearizable keys in this process, which break what they promise if a test wants it. Safe for use by many threads. */
public final class MemoryRegisters implements Registers {
    private final Map<Long, Found> keys = new HashMap<>();
    private final Map<Long, Found> before = new HashMap<>();
    private final Executor executor = ForkJoinPool.commonPool();
    private long versions;
    private int updates;

    /** Each so many updates one is acknowledged and not made; 0: none. */
    public int losesEvery;
    /** Each so many updates one is made twice. */
    public int doublesEvery;
    /** Each so many updates one is made and said to have failed, in the words of {@link #failure}. */
    public int failsAfterMakingEvery;
    /** Each so many updates one is not made and said to have failed, in these words. */
    public int failsBeforeMakingEvery;
    /** Each so many updates one is made, and its condition said to have failed. */
    public int deniesEvery;

    public String failure = "Timeout/UNKNOWN";
    /** Reads show what was there before the last update. */
    public boolean showsOldValues;

    public synchronized Found readNow(byte[] key) {
        long number = Keys.number(key);
        return (showsOldValues ? before : keys).getOrDefault(number, Found.NOTHING);
    }

    /** @throws IllegalStateException with the name of an outcome */
    public synchronized boolean writeNow(byte[] key, long version, byte[] value) {
        long number = Keys.number(key);
        Found present = keys.getOrDefault(number, Found.NOTHING);
        if (present.version() != version) {
            return false;
        }
        if (version == ABSENT) {
            put(number, value);
            return true;
        }
        updates++;
        if (isTurn(failsBeforeMakingEvery)) {
            throw new IllegalStateException(failure);
        }
        if (isTurn(losesEvery)) {
            return true;
        }
        put(number, value);
        if (isTurn(doublesEvery)) {
            put(number, StampedValue.of(number, StampedValue.sequence(value) + 1, value.length));
        }
        if (isTurn(failsAfterMakingEvery)) {
            throw new IllegalStateException(failure);
        }
        return !isTurn(deniesEvery);
    }

    private boolean isTurn(int every) {
        return every > 0 && updates % every == 0;
    }

    private void put(long number, byte[] value) {
        before.put(number, keys.getOrDefault(number, Found.NOTHING));
        keys.put(number, new Found(Optional.of(value), ++versions));
    }

    /** The sum of what the keys count. */
    public synchronized long count() {
        return keys.values().stream()
                .mapToLong(found -> StampedValue.sequence(found.value().orElseThrow()))
                .sum();
    }

    @Override
    public CompletableFuture<Found> read(byte[] key) {
        return CompletableFuture.supplyAsync(() -> readNow(key), executor);
    }

    @Override
    public CompletableFuture<Boolean> writeIf(byte[] key, long version, byte[] value) {
        return CompletableFuture.supplyAsync(() -> writeNow(key, version, value), executor);
    }

    @Override
    public String outcome(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? outcome(failure.getCause())
                : String.valueOf(failure.getMessage());
    }
}
