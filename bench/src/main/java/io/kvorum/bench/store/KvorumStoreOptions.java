package io.kvorum.bench.store;

import io.kvorum.client.ReadOptions;
import io.kvorum.client.WriteOptions;
import java.time.Duration;

/**
 * How Kvorum is used.
 *
 * @param deadline of each operation, retries included
 * @param maxInFlight operations beyond it are refused by the client
 * @param knownContexts of how many keys the last context is kept, some 200 bytes each
 * @param keepSiblings 0: writes overwrite. Else only each {@code keepSiblings}-th write of a key does, and the others add a
 *     sibling
 */
public record KvorumStoreOptions(
        String bucket,
        ReadOptions reads,
        WriteOptions writes,
        Duration deadline,
        int maxInFlight,
        int knownContexts,
        int keepSiblings) {
    public static final int MOST_KNOWN_CONTEXTS = 1 << 21;

    public KvorumStoreOptions {
        if (knownContexts < 1 || knownContexts > MOST_KNOWN_CONTEXTS) {
            throw new IllegalArgumentException("contexts are kept of 1 to " + MOST_KNOWN_CONTEXTS + " keys");
        }
        if (keepSiblings < 0) {
            throw new IllegalArgumentException("the number of siblings is not negative");
        }
    }

    /** As many contexts as there are keys, up to the bound. */
    public static int contextsFor(long keys) {
        return (int) Math.clamp(2 * keys, 1, MOST_KNOWN_CONTEXTS);
    }
}
