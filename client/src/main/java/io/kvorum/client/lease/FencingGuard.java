package io.kvorum.client.lease;

import java.util.function.Supplier;

/**
 * Stands before resources that leases protect, in the process that has them, and refuses tokens smaller than the greatest that it has seen. The
 * same token may come any number of times. Safe for use by many threads; actions on one resource run one after the other.
 */
public final class FencingGuard {
    private static final int STRIPES = 64;

    private final HighestTokens highest;
    private final Object[] locks = new Object[STRIPES];

    public FencingGuard(HighestTokens highest) {
        this.highest = highest;
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new Object();
        }
    }

    /**
     * Does it if the token is not stale. No greater token is let in before it has ended.
     *
     * @param token of {@link Lease#fencingToken}; at least 1
     * @throws StaleTokenException if a greater one was seen; the action was not run
     */
    public <R> R run(String resource, long token, Supplier<R> action) {
        if (token < 1) {
            throw new IllegalArgumentException("a fencing token is at least 1, not " + token);
        }
        synchronized (locks[Math.floorMod(resource.hashCode(), STRIPES)]) {
            long seen = highest.load(resource);
            if (token < seen) {
                throw new StaleTokenException(resource, token, seen);
            }
            if (token > seen) {
                // Durable before the action: after a restart in between the one before must stay out.
                highest.store(resource, token);
            }
            return action.get();
        }
    }

    /** For an action that needs no lock against later holders, because the resource itself orders them. */
    public void check(String resource, long token) {
        run(resource, token, () -> true);
    }
}
