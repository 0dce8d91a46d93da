package io.kvorum.harness.sim;

/** Things that must meet on one key for the hard cases to be tried. A standard batch of seeds meets them all. */
public enum Coincidence {
    /** An update of a register was decided after more than one attempt. */
    REGISTER_RETRY_DECIDED,
    /** A comparison failed. */
    REGISTER_CONFLICT,
    /** A round brought a register to a replica that had missed it. */
    REGISTER_RENEWED,
    /** A replica dropped the tombstone of a register. */
    TOMBSTONE_DROPPED,
    /** A consumer of a strong bucket's changes was shown a register. */
    REGISTER_FOLLOWED,
    /** A consumer was shown a register, moved to another replica, and was shown a later version there. */
    REGISTER_FOLLOWED_ELSEWHERE,
    /** What had changed in a strong bucket could not be read just then. */
    REGISTER_FEED_UNAVAILABLE,
    /** A node that had lost its disk was told registers. */
    REGISTERS_LEARNED,
    /** A write was lost with an unsynced batch at one node, and its retry through another one was acknowledged. */
    UNSYNCED_CRASH_THEN_RETRY,
    /** One write has got two dots. */
    WRITE_WITH_TWO_DOTS,
    /** A hint reached a node that had lost its disk after the hint was kept. */
    HINT_AFTER_WIPE,
    /** A hint was delivered after another dot of its write had been forgotten by the logs. */
    HINT_AFTER_PRUNE,
    /** A delete with an old context was acknowledged. */
    STALE_CONTEXT_DELETE,
    /** A node went back to an old copy, and then coordinated an acknowledged write. */
    OLD_COPY_THEN_WRITE,
    /** An old copy that nobody had marked was recognised by its peers. */
    OLD_COPY_RECOGNISED,
    /** A log entry was forgotten, and then a retry of its write came. */
    PRUNE_THEN_LATE_RETRY,
    /** Writes of one key were acknowledged on both sides of a partition. */
    BOTH_SIDES_WRITE,
    /** A node lost its disk while it was asking for what it lacks. */
    WIPE_DURING_EXCHANGE,
    /** A node lost its disk with a write that it had acknowledged and that some replica still lacked. */
    WIPE_OF_A_HOLDER,
    /** A whole partition was paged over with a row in it. */
    FULL_EXCHANGE,
    /** A change of the bucket catalogue was acknowledged. */
    CATALOGUE_CHANGE,
    /** The node that serialises the catalogue lost its disk, and later acknowledged a change. */
    CATALOGUE_CHANGE_AFTER_WIPE,
    /** A run of the serialiser finished a change that an earlier run had left open. */
    OPEN_CATALOGUE_CHANGE_FINISHED,
    /** A forged context was refused. */
    FORGED_CONTEXT_REFUSED,
    /** The context of another key, bucket or cluster was refused. */
    FOREIGN_CONTEXT_REFUSED,
    /** Another request under a known write id was refused. */
    WRITE_ID_REUSE_REFUSED,
    /** A row of a dropped bucket was removed. */
    DROPPED_ROW_REMOVED,
    /** A mutation or row of a dropped bucket came to a node that knew of the drop. */
    LATE_ROW_OF_DROPPED_BUCKET,
    /** A crowded log forgot an entry whose dot some replica did not have yet. */
    FORGOTTEN_EARLY,
    /** A read wrote the merged row back. */
    READ_REPAIR,
    /** A read showed three siblings or more. */
    SIBLINGS,
    /** A damaged value was met and the node stopped. */
    FAIL_STOP,
    /** A row did not fit its checksum. */
    DAMAGED_ROW_FOUND,
    /** A row that did not fit its checksum was replaced by what the other replicas had. */
    DAMAGED_ROW_REPLACED,
    /** A row was replaced while it was damaged at another node, too. */
    ROW_DAMAGED_AT_SEVERAL,
    /** What was damaged when it was read was whole later. */
    DAMAGE_WAS_TRANSIENT,
    /** A node has found a row damaged, and then read it whole. */
    DAMAGE_FORGOTTEN,
    /** An answer to an exchange left out what was behind a damaged row. */
    ANSWER_WITHHELD,
    /** A leaf did not say what its rows said, since one had vanished. */
    LEAF_CORRECTED,
    /** A row that had vanished from one node was restored from another. */
    ROW_RESTORED,
    /** Rows were merged since trees differed, with nothing lost. */
    TREE_REPAIR,
    /** A replica had not yet got what the consumer of changes had been shown by another one. */
    FEED_BEHIND,
    /** A consumer of changes went on at such a replica, since no other came forward. */
    FEED_WENT_ON_BEHIND,
    /** No log reached back to where a consumer of changes was: it began anew with a snapshot. */
    FEED_TOO_OLD,
    /** A replica removed what had expired. */
    EXPIRED,
    /** A write was acknowledged that had expired when it was retried. */
    RETRY_AFTER_EXPIRY,
    /** An operation of another type than the bucket's was refused. */
    OTHER_TYPE_REFUSED,
    /** A key of a typed bucket was read that had concurrent versions. */
    CONCURRENT_VERSIONS_READ,
    /** A page of elements was read. */
    PAGE_OF_ELEMENTS,
    /** The value of a counter was compared with the sums of all increments that may be in it. */
    COUNTER_JUDGED,
    /** The sum of older increments of a counter was written in their place. */
    COUNTER_FOLDED,
    /** Elements were counted. */
    ELEMENTS_COUNTED
}
