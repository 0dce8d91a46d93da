package io.kvorum.replication.coordinate;

import io.kvorum.crdt.row.Expiry;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.request.ClientRequest.Write;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.topology.Bucket;
import java.util.Optional;

/**
 * When a value expires: so long after the issue time of its write, which is the same for every attempt of it; never after
 * its arrival, which is another one at each coordinator.
 */
final class Ttl {
    private Ttl() {}

    /** Of a new version of a checked request; {@link Expiry#NEVER} if it does not expire, and for a delete. */
    static long expiresAtMillis(ShardState shard, Checked request, Write write) {
        long ttl = write.ttlMillis().orElse(request.bucket().ttl().toMillis());
        if (ttl == 0 || write.value().isEmpty()) {
            return Expiry.NEVER;
        }
        long from = shard.makes(PlantedBug.TTL_COUNTED_FROM_ARRIVAL)
                ? shard.now().wallMillis()
                : write.writeId().issuedAtMillis();
        return from + ttl;
    }

    /** What is wrong with the ttl of a request; empty if nothing is. */
    static Optional<String> problem(Write write) {
        if (write.ttlMillis().isEmpty()) {
            return Optional.empty();
        }
        long ttl = write.ttlMillis().get();
        if (write.value().isEmpty()) {
            return Optional.of("a delete has no ttl: nothing is left that could expire");
        }
        return ttl >= 1 && ttl <= Bucket.LONGEST_TTL.toMillis()
                ? Optional.empty()
                : Optional.of("ttl of " + ttl + " ms: from 1 ms to " + Bucket.LONGEST_TTL.toDays()
                        + " days are allowed; without one the value expires as the bucket says");
    }
}
