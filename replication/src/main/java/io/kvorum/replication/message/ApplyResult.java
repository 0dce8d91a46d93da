package io.kvorum.replication.message;

/** What became of a mutation or row at a replica. */
public enum ApplyResult {
    APPLIED,
    /** Its write id is at or below the partition's horizon: whether it was applied once is not known any more. */
    TOO_OLD,
    OVERLOADED,
    NOT_OWNER,
    /** The row of the key is damaged there: nothing was taken in. */
    DAMAGED
}
