package io.kvorum.harness.checker;

/**
 * A promise that was not kept.
 *
 * @param key the key that it is about; empty if it is about no single key
 * @param text what was expected and what was seen
 */
public record Violation(Kind kind, String key, String text) {
    /** Which promise. */
    public enum Kind {
        /** The core failed an assertion or broke its contract with the driver. */
        BUG,
        /** An acknowledged write is neither there nor replaced by one that knew it. */
        LOST_WRITE,
        /** What a write or delete replaced is there again, or still. */
        CAME_BACK,
        /** The replicas did not become equal. */
        DIVERGED,
        /** One write is shown as two versions. */
        DOUBLED,
        /** A session did not see what it had seen or written. */
        SESSION,
        /** A quorum read did not cover what an earlier one did. */
        WENT_BACK,
        /** A read's context covers a write that it neither shows nor knows to be replaced. */
        HIDDEN,
        /** An answer is older than the time that it gives as its own. */
        OLDER_THAN_SAID,
        /** A read whose quorum meets a write's did not see the acknowledged write. */
        STALE_READ,
        /** A write that was said not to be applied is visible. */
        DISHONEST_OUTCOME,
        /** A receipt names a node that does not stand behind the answer. */
        DISHONEST_RECEIPT,
        /** One dot names two writes. */
        DOT_REUSED,
        /** A request that had to be refused was not, or with doubt about what it did. */
        ACCEPTED_WRONGLY,
        /** An epoch or a bucket id was given twice, or a change of the catalogue is not what its client was told. */
        CATALOGUE,
        /** Damage was reported, and there was none. */
        FALSE_ALARM,
        /** A consumer of changes was in the end not shown what the replicas hold. */
        FEED_MISSED,
        /** A consumer of changes was shown something again that it had been shown to be gone. */
        FEED_WENT_BACK,
        /** A value was hidden or removed before its ttl was over. */
        EXPIRED_EARLY,
        /** A value was shown, or is still stored, although its ttl was over. */
        OUTLIVED,
        /** The value of a key of a typed bucket is not what its history makes of it. */
        WRONG_VALUE,
        /** No order of the operations on a register explains what their clients were told. */
        NOT_LINEARIZABLE,
        /** With all nodes there and nothing wrong a register cannot be read or written. */
        STUCK,
        /** Something is visible that nobody wrote. */
        INVENTED,
        /** A replica's state breaks its own rules. */
        BROKEN_STATE
    }

    @Override
    public String toString() {
        return kind + (key.isEmpty() ? "" : " on key " + key) + ": " + text;
    }
}
