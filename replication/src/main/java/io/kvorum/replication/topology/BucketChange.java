package io.kvorum.replication.topology;

import io.kvorum.replication.request.ErrorCode;

/** What became of a wish to change the buckets. */
public sealed interface BucketChange {
    /** @param topology the next epoch */
    record Changed(Topology topology) implements BucketChange {}

    /** Everything is already as asked for; the epoch stays. */
    record Unchanged() implements BucketChange {}

    record Refused(ErrorCode code, String message) implements BucketChange {}
}
