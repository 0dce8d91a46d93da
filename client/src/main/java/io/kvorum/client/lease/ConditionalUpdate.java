package io.kvorum.client.lease;

import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.Updated;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.util.Optional;

/** An update of keys that share the tag of a lease. It may be asked for several times, and must be the same each time. */
@FunctionalInterface
public interface ConditionalUpdate {
    /**
     * @param leaseKey must have this version, besides the update's own conditions
     * @param retryOf the name of an earlier attempt with the same version whose outcome is unknown
     * @throws PreconditionFailed if a condition did not hold; it names the lease's key among the current ones
     * @throws OutcomeUnknown if it may be made
     */
    Updated commit(Bytes leaseKey, long leaseVersion, Optional<WriteId> retryOf);
}
