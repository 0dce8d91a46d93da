package io.kvorum.harness.sim;

/** The faults that a simulation makes. What the numbers of a {@link Fault} mean is said here. */
public enum FaultKind {
    /** {@code node} dies and is started again after {@code durationMillis}. */
    CRASH,
    /** {@code node} dies at the {@code amount}-th boundary of kind {@code other} (batch written, effect leaving, …). */
    CRASH_AT,
    /** When the {@code amount}-th message of type {@code other} arrives, sender (1), receiver (2) or both (3) die: {@code node}. */
    CRASH_ON_MESSAGE,
    /** All nodes die at once. */
    CRASH_ALL,
    /** All nodes die one after the other, and come back in the same order, {@code durationMillis} apart. */
    CASCADE,
    /** No fault: a client creates, changes or drops a bucket through {@code node}. */
    BUCKET_CHANGE,
    /**
     * The serialiser of the catalogue, cut off from all but the nodes in the bit mask {@code amount}, is asked for a change, and
     * after {@code durationMillis} loses its disk; bit 20: it is muted once others have stored the change, bit 21: then cut off
     * from those in the mask.
     */
    SERIALISER_LOST,
    /**
     * A bucket is created, gets {@code amount} writes and is dropped, while messages from {@code node} to {@code other} are
     * {@code durationMillis} late; {@code other} may die while it removes the rows.
     */
    DOOMED_BUCKET,
    /** No fault: a request with a context that nobody gave away is sent to {@code node}. */
    FORGED_CONTEXT,
    /** No fault: a request with the context of another key, bucket or cluster is sent to {@code node}. */
    FOREIGN_CONTEXT,
    /** No fault: another request comes under the write id of an acknowledged write. */
    REUSED_WRITE_ID,
    /** {@code node} stops in order and is started again after {@code durationMillis}. */
    RESTART,
    /** {@code node} loses its disk and comes back empty. */
    WIPE,
    /** {@code node}'s directory is backed up. */
    SNAPSHOT,
    /** {@code node} comes back on its last backup, which the restore tool has marked. */
    RESTORE_MARKED,
    /** {@code node} comes back on its last backup in another place; the identity file tells. */
    RESTORE_ELSEWHERE,
    /** {@code node} comes back on its last backup in the same place; only its peers can tell. */
    RESTORE_UNMARKED,
    /** A stored value of {@code node} is damaged. */
    DAMAGE,
    /** A row vanishes from the disk of {@code node}, and no checksum tells. */
    ROW_LOST,
    /** A byte of a row changes on the disk of {@code node}, and only the row's own checksum tells. */
    ROW_CHANGED,
    /** As {@link #ROW_CHANGED}, and the same row at {@code other}. */
    ROWS_CHANGED,
    /** As {@link #ROW_CHANGED}, but after {@code durationMillis} the row is read as it was. */
    ROW_FLICKERS,
    /** The nodes in the bit mask {@code amount} are cut off from the others. */
    PARTITION,
    /** Messages from {@code node} to {@code other} are lost. */
    ONE_WAY,
    /** The link between {@code node} and {@code other} comes and goes every {@code amount} milliseconds. */
    FLAP,
    /** {@code amount} percent of the messages are lost. */
    LOSS,
    /** {@code amount} percent of the messages arrive twice, the second time late. */
    DUPLICATE,
    /** {@code amount} percent of the messages are overtaken. */
    REORDER,
    /** Messages take up to {@code amount} milliseconds. */
    DELAY,
    /** Messages from {@code node} to {@code other} take {@code amount} milliseconds more. */
    LATE_LINK,
    /**
     * Rows that reads write back, and half of the mutations, take {@code amount} milliseconds more: the answers wait, and
     * exchanges go on.
     */
    LATE_WRITE_BACK,
    /** The connection between {@code node} and {@code other} breaks and comes again. */
    RESET,
    /** {@code node} believes that {@code other} is down. */
    WRONG_DOWN,
    /** Each step of {@code node} takes {@code amount} microseconds. */
    SLOW_NODE,
    /** Each fsync of {@code node} takes {@code amount} times longer. */
    SLOW_DISK,
    /** No fault: the ttl of the run's bucket is changed through {@code node}; {@code amount} says to which. */
    TTL_CHANGE,
    /** The wall clock of one node, the same in all the run, is {@code amount} milliseconds ahead for a while, beyond every bound. */
    CLOCK_WRONG,
    /** The wall clock of {@code node} jumps to an error of {@code amount} milliseconds. */
    CLOCK_JUMP
}
