package io.kvorum.replication.coordinate;

import io.kvorum.replication.request.ClientReply.Failed;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.request.Receipt;
import java.util.Optional;

/** The failures that coordinators report, with the sentences that say what happened and what to do. */
final class Failures {
    private static final long RETRY_AFTER_MS = 50;

    private Failures() {}

    static Failed refused(ErrorCode code, String message) {
        return new Failed(code, Outcome.NOT_APPLIED, message, Optional.empty(), 0);
    }

    static Failed overloaded(String what) {
        return new Failed(
                ErrorCode.OVERLOADED,
                Outcome.NOT_APPLIED,
                what + "; nothing was changed; try again later",
                Optional.empty(),
                RETRY_AFTER_MS);
    }

    /** @param outcome not applied, unless an earlier attempt of the write is known here */
    static Failed damaged(Outcome outcome) {
        return new Failed(
                ErrorCode.NOT_READY,
                outcome,
                "what this node has of the key is damaged and waits to be replaced from the other replicas;"
                        + " ask another one",
                Optional.empty(),
                RETRY_AFTER_MS);
    }

    static Failed notReady(String why) {
        return new Failed(
                ErrorCode.NOT_READY,
                Outcome.NOT_APPLIED,
                why + "; nothing was changed; ask another node",
                Optional.empty(),
                RETRY_AFTER_MS);
    }

    static Failed unavailable(Outcome outcome, String message, Receipt receipt) {
        return new Failed(ErrorCode.UNAVAILABLE, outcome, message, Optional.of(receipt), RETRY_AFTER_MS);
    }

    static Failed deadline(Outcome outcome, String message, Receipt receipt) {
        return new Failed(ErrorCode.DEADLINE_EXCEEDED, outcome, message, Optional.of(receipt), 0);
    }

    static Failed unknown(ErrorCode code, String message) {
        return new Failed(code, Outcome.UNKNOWN, message, Optional.empty(), 0);
    }
}
