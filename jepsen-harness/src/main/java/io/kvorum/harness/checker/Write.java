package io.kvorum.harness.checker;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.util.Optional;
import java.util.SortedSet;

/**
 * One write as its client knows it, all its attempts together.
 *
 * @param value empty for a delete; no two writes of a history have the same value
 * @param replaces the writes that its context showed
 * @param context what the token that it was sent with covers
 * @param dot the dot of the acknowledgement
 * @param primaries how many of the key's replicas acknowledged
 * @param expiresNanos when its value expires; {@code Long.MAX_VALUE} never
 * @param excused so many nodes that acknowledged it were lost that nothing is promised any more
 */
public record Write(
        WriteId id,
        String key,
        Optional<Bytes> value,
        SortedSet<WriteId> replaces,
        DotSet context,
        Result result,
        Optional<Dot> dot,
        int primaries,
        long expiresNanos,
        boolean excused,
        long invokedNanos,
        long completedNanos) {
    /** What the client may believe. */
    public enum Result {
        ACKNOWLEDGED,
        /** Every attempt was answered, and each with "not applied". */
        NOT_APPLIED,
        UNKNOWN
    }

    public boolean isDelete() {
        return value.isEmpty();
    }

    public boolean isAcknowledged() {
        return result == Result.ACKNOWLEDGED;
    }

    /** Its effect must be there at the end, or that of a write that replaced it. */
    public boolean isPromised() {
        return isAcknowledged() && !excused;
    }
}
