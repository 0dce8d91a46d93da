package io.kvorum.replication.propose;

import io.kvorum.replication.acceptor.RegisterState;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.propose.RoundEnd.Promise;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The unused promises of a shard, the last used ones; bounded in number and in bytes. The values that they stand on are not
 * kept: this node's own acceptor has them, unless somebody else has gone on since, and then the promise is worth nothing.
 */
final class PromiseCache {
    private static final int MAX_PROMISES = 65_536;
    private static final long MAX_BYTES = 12 << 20;
    private static final long OVERHEAD_BYTES = 200;

    private final LinkedHashMap<RowKey, Promise> promises = new LinkedHashMap<>();
    private long bytes;

    void put(RowKey register, Promise promise) {
        take(register);
        promises.put(register, promise);
        bytes += bytesOf(register);
        while (promises.size() > MAX_PROMISES || bytes > MAX_BYTES) {
            Map.Entry<RowKey, Promise> eldest = promises.entrySet().iterator().next();
            take(eldest.getKey());
        }
    }

    /** Gives it away, once. */
    Optional<Promise> take(RowKey register) {
        Optional<Promise> taken = Optional.ofNullable(promises.remove(register));
        taken.ifPresent(promise -> bytes -= bytesOf(register));
        return taken;
    }

    /**
     * Is it of this epoch, and has nobody gone on since, as far as this node's own acceptor knows? Where nothing is stored the
     * floors of others count as well, which it does not know.
     */
    static boolean isGood(Promise promise, long epoch, RegisterState own) {
        return promise.ballot().epoch() == epoch
                && !promise.accepted().isNone()
                && promise.ballot().equals(own.promised())
                && promise.accepted().equals(own.accepted());
    }

    private static long bytesOf(RowKey register) {
        return OVERHEAD_BYTES + register.key().length();
    }
}
