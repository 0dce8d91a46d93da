package io.kvorum.client.call;

import java.util.function.LongSupplier;

/**
 * A budget: each ordinary request adds a share of a token, each extra one takes a whole. So extra requests stay a fixed share
 * of the load, however bad things are; a floor per second lets a client with little load go on. For one thread.
 */
final class TokenBucket {
    private final double perRequest;
    private final double perSecond;
    private final double capacity;
    private final LongSupplier nanoTime;
    private double tokens;
    private long lastNanos;

    TokenBucket(double perRequest, double perSecond, double capacity, LongSupplier nanoTime) {
        this.perRequest = perRequest;
        this.perSecond = perSecond;
        this.capacity = capacity;
        this.nanoTime = nanoTime;
        this.tokens = capacity;
        this.lastNanos = nanoTime.getAsLong();
    }

    void request() {
        tokens = Math.min(capacity, tokens + perRequest);
    }

    boolean tryTake() {
        long now = nanoTime.getAsLong();
        tokens = Math.min(capacity, tokens + (now - lastNanos) * 1e-9 * perSecond);
        lastNanos = now;
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }
}
