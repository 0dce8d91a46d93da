package io.kvorum.client.lease;

import io.kvorum.client.OutcomeUnknown;
import io.kvorum.crdt.row.WriteId;
import java.util.Optional;

/**
 * A renewal that was sent and of which it is not known whether it was made.
 *
 * @param sentAtNanos before its first attempt: whichever of them is made, contenders may count from then on
 * @param writeId of the last attempt; empty before the first one has ended
 * @param nameless an attempt is under way that cannot be asked for again: if the condition of a later one fails, that may be why
 */
record Renewal(LeaseRecord record, long sentAtNanos, Optional<WriteId> writeId, boolean nameless) {
    static Renewal begin(LeaseRecord record, long nowNanos) {
        return new Renewal(record, nowNanos, Optional.empty(), false);
    }

    Renewal unknown(OutcomeUnknown outcome) {
        return new Renewal(
                record,
                sentAtNanos,
                outcome.writeId(),
                nameless || outcome.writeId().isEmpty());
    }

    /** It was not made: another one. What is still under way without a name may come before it, and says the same. */
    Renewal anew(long nowNanos) {
        return new Renewal(record, nameless ? sentAtNanos : nowNanos, Optional.empty(), nameless);
    }

    /** Is this what the key holds? */
    boolean isIn(StoredLease stored) {
        return stored.record().equals(record);
    }
}
