package io.kvorum.client.lease;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where a {@link FencingGuard} keeps the greatest token of each resource. It belongs to where the resource is kept, best in the same
 * transaction as its change: a guard that has forgotten lets a late holder in. Calls about one resource never overlap, those about several may.
 */
public interface HighestTokens {
    /** 0 if there was none yet. */
    long load(String resource);

    /** Returns when it is durable. Throws if it is not: the guard then lets nobody in. */
    void store(String resource, long token);

    /** Forgets with the process: only for resources that do so as well. */
    static HighestTokens inMemory() {
        Map<String, Long> tokens = new ConcurrentHashMap<>();
        return new HighestTokens() {
            @Override
            public long load(String resource) {
                return tokens.getOrDefault(resource, 0L);
            }

            @Override
            public void store(String resource, long token) {
                tokens.put(resource, token);
            }
        };
    }
}
