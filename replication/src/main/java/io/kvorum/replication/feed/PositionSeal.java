package io.kvorum.replication.feed;

import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.context.ContextSeal;
import io.kvorum.crdt.context.TokenSeal;
import java.util.Optional;

/**
 * Positions as consumers carry them: opaque, and authentic for one partition of one bucket of one cluster. A forged position
 * would skip changes without a word.
 */
final class PositionSeal {
    private final TokenSeal seal;

    PositionSeal(Bytes secret) {
        this.seal = new TokenSeal(secret);
    }

    Bytes seal(String clusterId, int bucket, int partition, FeedPosition position) {
        return seal.seal(binding(clusterId, bucket, partition), position.toBytes());
    }

    /** Empty if the token is no position of this partition and bucket. */
    Optional<FeedPosition> open(String clusterId, int bucket, int partition, Bytes token) {
        if (seal.open(binding(clusterId, bucket, partition), token) instanceof TokenSeal.Unsealed.Payload payload) {
            try {
                return Optional.of(FeedPosition.fromBytes(payload.bytes()));
            } catch (MalformedBytesException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Never that of a key's context: bucket ids are positive there. */
    private static Bytes binding(String clusterId, int bucket, int partition) {
        Bytes where = Bytes.of(new ByteWriter(16).writeInt(partition).toByteArray());
        return ContextSeal.binding(clusterId, -bucket, where);
    }
}
