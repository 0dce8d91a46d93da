package io.kvorum.cli;

import io.kvorum.client.BadRequest;
import io.kvorum.client.DeadlineExceeded;
import io.kvorum.client.FailureDetails;
import io.kvorum.client.KvorumException;
import io.kvorum.client.NotAllowed;
import io.kvorum.client.Outcome;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.Overloaded;
import io.kvorum.client.Receipt;
import io.kvorum.client.SiblingsUnresolved;
import io.kvorum.client.Unavailable;
import io.kvorum.client.UnfinishedUpdate;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/** What a cluster may answer. */
final class Refusals {
    private Refusals() {}

    static KvorumException unavailable() {
        return new Unavailable(details(ErrorCode.ERROR_CODE_UNAVAILABLE, Outcome.NOT_APPLIED));
    }

    static KvorumException unknown() {
        return new OutcomeUnknown(
                details(ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED, Outcome.UNKNOWN),
                Optional.of(new WriteId(0xfe, 7, 1_234)),
                null);
    }

    static KvorumException unknown(UnfinishedUpdate update) {
        return new OutcomeUnknown(
                details(ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED, Outcome.UNKNOWN),
                Optional.of(update.writeId()),
                Optional.of(update),
                null);
    }

    static KvorumException overloaded() {
        return new Overloaded(details(ErrorCode.ERROR_CODE_OVERLOADED, Outcome.NOT_APPLIED), Duration.ofMillis(250));
    }

    static KvorumException late() {
        return new DeadlineExceeded(details(ErrorCode.ERROR_CODE_DEADLINE_EXCEEDED, Outcome.NOT_APPLIED));
    }

    static KvorumException siblings() {
        return new SiblingsUnresolved(details(ErrorCode.ERROR_CODE_TOO_MANY_SIBLINGS, Outcome.NOT_APPLIED));
    }

    static KvorumException forbidden() {
        return new NotAllowed(details(ErrorCode.ERROR_CODE_NOT_ALLOWED, Outcome.NOT_APPLIED));
    }

    static KvorumException bad(ErrorCode code) {
        return new BadRequest(details(code, Outcome.NOT_APPLIED));
    }

    private static FailureDetails details(ErrorCode code, Outcome outcome) {
        return new FailureDetails(code, outcome, "it did not work", "00ff", Receipt.NONE);
    }
}
