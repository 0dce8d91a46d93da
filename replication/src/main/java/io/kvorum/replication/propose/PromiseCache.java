package io.kvorum.replication.propose;

import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.propose.RoundEnd.Promise;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The unused promises of a shard, the last used ones; bounded in number and in bytes of the values that come with them. */
final class PromiseCache {
    private static final int MAX_PROMISES = 4_096;
    private static final long MAX_BYTES = 8 << 20;
    private static final int OVERHEAD_BYTES = 512;

    private final LinkedHashMap<RowKey, Promise> promises = new LinkedHashMap<>();
    private long bytes;

    void put(RowKey register, Promise promise) {
        take(register);
        promises.put(register, promise);
        bytes += bytesOf(promise);
        while (promises.size() > MAX_PROMISES || bytes > MAX_BYTES) {
            Map.Entry<RowKey, Promise> eldest = promises.entrySet().iterator().next();
            take(eldest.getKey());
        }
    }

    /** Gives it away, once, if it is of this epoch. */
    Optional<Promise> take(RowKey register, long epoch) {
        return take(register).filter(promise -> promise.ballot().epoch() == epoch);
    }

    private Optional<Promise> take(RowKey register) {
        Optional<Promise> taken = Optional.ofNullable(promises.remove(register));
        taken.ifPresent(promise -> bytes -= bytesOf(promise));
        return taken;
    }

    private static long bytesOf(Promise promise) {
        return OVERHEAD_BYTES + promise.value().dataBytes() + promise.value().memoryBytes();
    }
}
