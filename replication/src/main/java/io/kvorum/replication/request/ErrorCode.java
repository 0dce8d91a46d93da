package io.kvorum.replication.request;

/** The stable codes of errors, part of the wire contract. */
public enum ErrorCode {
    /** The request is malformed or breaks a limit. */
    BAD_REQUEST,
    /** There is no such bucket. */
    UNKNOWN_BUCKET,
    /** The context is forged, damaged, or of another key or cluster. */
    BAD_CONTEXT,
    /** R or W is more than the replicas that the level may count. */
    LEVEL_UNSATISFIABLE,
    /** Too few replicas can be reached. */
    UNAVAILABLE,
    /** The deadline came first. */
    DEADLINE_EXCEEDED,
    /** A limit was reached; try again later. */
    OVERLOADED,
    /** The write would leave more siblings than the bucket allows: read, resolve, write with the context. */
    TOO_MANY_SIBLINGS,
    /** The write id was used for another request. */
    WRITE_ID_REUSED,
    /** The write id is outside of the window in which retries are recognised. */
    WRITE_ID_TOO_OLD,
    /** The write id was issued in the future by more than the allowed clock skew. */
    CLOCK_SKEW,
    /** The property or operation is not built yet. */
    NOT_SUPPORTED,
    /** The bucket exists already with other properties. */
    CONFLICT,
    /** The node is starting or draining: ask another one. */
    NOT_READY,
    /** The position in a change feed is forged, damaged, or of another bucket, partition or cluster. */
    BAD_POSITION,
    /** This replica's log does not reach back to the position in a change feed: ask another one, or begin with a snapshot. */
    POSITION_TOO_OLD,
    /** This replica lacks something that the consumer of a change feed was shown by another one: ask that one, or wait. */
    BEHIND_POSITION,
    /** The operation is not one of this bucket's kind, eventual or strong. */
    WRONG_KIND,
    /** The operation is not one of this bucket's type, such as a flag's in a bucket of counts. */
    WRONG_TYPE,
    /** The counter would leave the range of its numbers. */
    OUT_OF_RANGE,
    /** The keys of an update do not all have one tag. */
    NOT_ONE_TAG,
    /** The keys and values of a tag would be more than is allowed. */
    TAG_TOO_LARGE,
    /** The strong bucket was created without a change feed. */
    NO_FEED,
    /** A bug or a damaged disk. */
    INTERNAL
}
