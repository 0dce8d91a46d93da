package io.kvorum.client.lease;

import io.kvorum.client.FailureDetails;
import io.kvorum.client.Outcome;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.Receipt;
import io.kvorum.client.Updated;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.protocol.client.ErrorCode;
import java.util.List;
import java.util.Optional;

/**
 * Updates on condition that a grant still stands. The condition is the version of the lease's key, so nothing depends on a clock. A renewal
 * changes that version and does not end the grant: the update is then asked for again, with the new one.
 */
final class Attachment {
    private static final int ATTEMPTS = 20;

    private Attachment() {}

    /**
     * @param guess the version that the key has, as far as is known
     * @throws PreconditionFailed if the grant is over, or another condition did not hold
     */
    static Updated make(LeaseStore store, Bytes key, long token, Optional<Long> guess, ConditionalUpdate update) {
        long version = guess.orElseGet(() -> standing(store, key, token));
        for (int i = 1; ; i++) {
            long condition = version;
            try {
                return SettledWrites.settle(retryOf -> update.commit(key, condition, retryOf), Optional.empty());
            } catch (PreconditionFailed e) {
                boolean leaseStood =
                        e.current().stream().anyMatch(seen -> seen.key().equals(key) && seen.version() == condition);
                if (leaseStood || i == ATTEMPTS) {
                    throw e;
                }
                // Renewed, or over: the attempt was not made and will not be, so another one is no second one.
                version = standing(store, key, token);
            }
        }
    }

    /** The version of the key while the grant stands. */
    private static long standing(LeaseStore store, Bytes key, long token) {
        Optional<StoredLease> found = store.read(key);
        return found.filter(stored -> stored.fencingToken() == token)
                .orElseThrow(() -> over(key, token, found))
                .version();
    }

    static PreconditionFailed over(Bytes key, long token, Optional<StoredLease> found) {
        String now = found.map(stored ->
                        "it is held by '" + stored.record().holder() + "' with token " + stored.fencingToken())
                .orElse("nobody holds it");
        return new PreconditionFailed(
                new FailureDetails(
                        ErrorCode.ERROR_CODE_CONFLICT,
                        Outcome.NOT_APPLIED,
                        "lease '" + key.toUtf8() + "' is not held with token " + token + " any more: " + now
                                + "; nothing was changed",
                        "",
                        Receipt.NONE),
                List.of(new PreconditionFailed.Current(
                        key,
                        found.map(StoredLease::version).orElse(0L),
                        found.map(stored -> stored.record().encode()))));
    }
}
