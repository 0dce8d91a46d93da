package io.kvorum.replication.member;

import io.kvorum.replication.request.ClientReply.Failed;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.topology.BucketChange;
import io.kvorum.replication.topology.MetadataNodes;
import java.util.Optional;
import java.util.Set;

/** Why a change of the bucket catalogue was not made, in sentences that say what happened and what to do. */
final class CatalogueFailures {
    private static final long RETRY_AFTER_MS = 500;

    private CatalogueFailures() {}

    static Failed refused(BucketChange.Refused refused) {
        return failed(refused.code(), Outcome.NOT_APPLIED, refused.message(), 0);
    }

    static Failed overloaded(int limit) {
        return failed(
                ErrorCode.OVERLOADED,
                Outcome.NOT_APPLIED,
                limit + " changes of buckets wait already; nothing was changed; try again later",
                RETRY_AFTER_MS);
    }

    static Failed unreachable(MetadataNodes members, int needed) {
        return failed(
                ErrorCode.UNAVAILABLE,
                Outcome.NOT_APPLIED,
                "the metadata node reaches fewer than " + needed + " of the other metadata nodes "
                        + members.othersThan(members.serialiser()) + "; nothing was changed; try again",
                RETRY_AFTER_MS);
    }

    /** @param ready whether the serialiser has learned what the others know */
    static Failed notBegun(MetadataNodes members, boolean ready) {
        String why = ready
                ? "an earlier change is not yet stored by a majority of the metadata nodes " + members.numbers()
                : "the metadata node has not heard enough of the metadata nodes " + members.numbers()
                        + " since it started";
        return failed(
                ErrorCode.UNAVAILABLE, Outcome.NOT_APPLIED, why + "; nothing was changed; try again", RETRY_AFTER_MS);
    }

    static Failed undecided(MetadataNodes members, Set<Integer> stored) {
        return failed(
                ErrorCode.UNAVAILABLE,
                Outcome.UNKNOWN,
                "of the metadata nodes " + members.numbers() + " so far " + stored + " are known to have stored the"
                        + " change; a majority must; it may be made, now or later; ask for it again: what is as asked"
                        + " for stays as it is",
                RETRY_AFTER_MS);
    }

    private static Failed failed(ErrorCode code, Outcome outcome, String message, long retryAfterMillis) {
        return new Failed(code, outcome, message, Optional.empty(), retryAfterMillis);
    }
}
