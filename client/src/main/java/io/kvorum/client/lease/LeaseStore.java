package io.kvorum.client.lease;

import io.kvorum.client.BadRequest;
import io.kvorum.client.FailureDetails;
import io.kvorum.client.KvorumException;
import io.kvorum.client.Outcome;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.Receipt;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ErrorCode;
import java.util.Optional;

/**
 * Where leases are kept: a strong bucket, or something with its promises. Reading and writing wait for the answer, and are linearizable;
 * versions of a key only grow, also over deletes. Safe for use by many threads.
 */
public interface LeaseStore {
    /** The name of the bucket. */
    String bucket();

    /**
     * @throws BadRequest ({@link #noLease}) if the key holds something else
     * @throws KvorumException if there is no answer
     */
    Optional<StoredLease> read(Bytes key);

    /**
     * @param retryOf the same change was tried under this name, and its outcome is unknown: it is made once
     * @return the version of the change
     * @throws PreconditionFailed if the key has another version; the change is not made, and will not be
     * @throws OutcomeUnknown if it may be made, now or later
     * @throws KvorumException of another class: it is not made
     */
    long write(Bytes key, LeaseChange change, Optional<WriteId> retryOf);

    /** The key holds something that is no lease; it is left alone. */
    static BadRequest noLease(Bytes key) {
        return new BadRequest(new FailureDetails(
                ErrorCode.ERROR_CODE_WRONG_KIND,
                Outcome.NOT_APPLIED,
                "key '" + key.toUtf8() + "' holds a value that is no lease; nothing was changed; use another key",
                "",
                Receipt.NONE));
    }
}
