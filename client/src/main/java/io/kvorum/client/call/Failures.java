package io.kvorum.client.call;

import io.kvorum.client.BadRequest;
import io.kvorum.client.DeadlineExceeded;
import io.kvorum.client.FailureDetails;
import io.kvorum.client.Incompatible;
import io.kvorum.client.KvorumException;
import io.kvorum.client.NotAllowed;
import io.kvorum.client.Outcome;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.Overloaded;
import io.kvorum.client.Receipt;
import io.kvorum.client.SiblingsUnresolved;
import io.kvorum.client.Unavailable;
import io.kvorum.client.connect.Answer;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.Failed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** From what went wrong to what the application is told. */
public final class Failures {
    private static final String NOTHING_CHANGED = "; nothing was changed";

    private Failures() {}

    // ----------------------------------------------------------------------------------------------- one attempt's
    // problem

    /** @param nodeIsBehind the node's topology is older than one that this client knows of */
    static Problem of(Failed failed, boolean nodeIsBehind) {
        ErrorCode code = failed.getCode();
        boolean retry = switch (code) {
            case ERROR_CODE_UNAVAILABLE,
                    ERROR_CODE_DEADLINE_EXCEEDED,
                    ERROR_CODE_OVERLOADED,
                    ERROR_CODE_NOT_READY,
                    ERROR_CODE_INTERNAL,
                    ERROR_CODE_CLOCK_SKEW,
                    ERROR_CODE_UNSPECIFIED,
                    UNRECOGNIZED -> true;
            case ERROR_CODE_UNKNOWN_BUCKET -> nodeIsBehind;
            default -> false;
        };
        // A bucket that was just created is not known everywhere: each node is asked once.
        boolean elsewhere =
                code == ErrorCode.ERROR_CODE_UNKNOWN_BUCKET || (retry && code != ErrorCode.ERROR_CODE_OVERLOADED);
        return new Problem(
                code,
                outcome(failed),
                failed.getMessage(),
                failed.hasReceipt() ? Replies.receipt(failed.getReceipt()) : Receipt.NONE,
                failed.getRetryAfterMillis(),
                retry,
                elsewhere,
                isFree(code, outcome(failed)),
                failed.getHorizonMillis());
    }

    /** A node that cannot reach enough others says so before it does anything: another one may be on the better side. */
    private static boolean isFree(ErrorCode code, Outcome outcome) {
        return code == ErrorCode.ERROR_CODE_NOT_READY
                || (code == ErrorCode.ERROR_CODE_UNAVAILABLE && outcome == Outcome.NOT_APPLIED);
    }

    private static Outcome outcome(Failed failed) {
        return switch (failed.getOutcome()) {
            case OUTCOME_NOT_APPLIED -> Outcome.NOT_APPLIED;
            case OUTCOME_APPLIED -> Outcome.APPLIED;
            case OUTCOME_UNKNOWN, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> Outcome.UNKNOWN;
        };
    }

    static Problem of(Answer.NotSent notSent) {
        boolean retry = notSent.code() != ErrorCode.ERROR_CODE_BAD_REQUEST;
        return new Problem(notSent.code(), Outcome.NOT_APPLIED, notSent.reason(), Receipt.NONE, 0, retry, retry, true);
    }

    /** Nothing on this cluster will go better later. */
    static boolean isForeign(ErrorCode code) {
        return code == ErrorCode.ERROR_CODE_WRONG_CLUSTER
                || code == ErrorCode.ERROR_CODE_INCOMPATIBLE
                || code == ErrorCode.ERROR_CODE_NOT_ALLOWED;
    }

    static Problem lost(String reason) {
        return new Problem(
                ErrorCode.ERROR_CODE_UNAVAILABLE, Outcome.UNKNOWN, reason, Receipt.NONE, 0, true, true, false);
    }

    // ------------------------------------------------------------------------------------------------ the operation's
    // end

    /** @param outcome of the whole operation */
    static KvorumException exception(
            Operation operation,
            long requestId,
            Problem problem,
            Outcome outcome,
            Optional<WriteId> writeId,
            String effort) {
        String what = operation.what().get() + ": " + problem.message() + effort;
        String id = Long.toHexString(requestId);
        if (outcome == Outcome.UNKNOWN) {
            String next = problem.code() == ErrorCode.ERROR_CODE_WRITE_ID_TOO_OLD
                    ? "; the write id is no longer recognised: read to know"
                    : operation.kind() == Operation.Kind.UPDATE
                            ? "; it may be in, now or later: resend this very update, or read"
                            : writeId.map(name -> "; it may be in, now or later: repeat it with write id " + name
                                            + " and the same value and context, or read")
                                    .orElse("; the change may be in, now or later: look, and repeat it if not");
            FailureDetails plain =
                    new FailureDetails(problem.code(), Outcome.UNKNOWN, what + next, id, problem.receipt());
            return new OutcomeUnknown(plain, writeId, null);
        }
        // Nodes say it themselves of most that they refuse.
        String data = operation.kind().changesNothing() || problem.message().endsWith(NOTHING_CHANGED)
                ? ""
                : outcome == Outcome.APPLIED ? "; the change is in" : NOTHING_CHANGED;
        FailureDetails details = new FailureDetails(
                problem.code(), outcome, what + data + advice(problem.code()), id, problem.receipt());
        return problem.horizonMillis() > 0
                ? new BadRequest(details, Optional.of(Instant.ofEpochMilli(problem.horizonMillis())))
                : of(details, Duration.ofMillis(problem.retryAfterMillis()));
    }

    private static String advice(ErrorCode code) {
        return switch (code) {
            case ERROR_CODE_UNAVAILABLE -> "; see which nodes are up, or ask for a lower level";
            case ERROR_CODE_OVERLOADED -> "; slow down and try again";
            case ERROR_CODE_DEADLINE_EXCEEDED -> "; give it more time or try again";
            case ERROR_CODE_TOO_MANY_SIBLINGS -> "; read all siblings, decide, and write with that context";
            case ERROR_CODE_UNKNOWN_BUCKET -> "; create the bucket first";
            case ERROR_CODE_BAD_CONTEXT -> "; read the key again for a context";
            case ERROR_CODE_LEVEL_UNSATISFIABLE -> "; ask for fewer replicas";
            case ERROR_CODE_CLOCK_SKEW -> "; check the clocks of the nodes";
            case ERROR_CODE_WRONG_CLUSTER -> "; check the endpoints";
            case ERROR_CODE_INCOMPATIBLE -> "; use a client of the cluster's version";
            default -> "";
        };
    }

    /** The exception of a code, where the outcome is known. */
    public static KvorumException of(FailureDetails details, Duration retryAfter) {
        return switch (details.code()) {
            case ERROR_CODE_UNAVAILABLE,
                    ERROR_CODE_NOT_READY,
                    ERROR_CODE_INTERNAL,
                    ERROR_CODE_BEHIND_POSITION,
                    ERROR_CODE_UNSPECIFIED,
                    UNRECOGNIZED -> new Unavailable(details);
            case ERROR_CODE_DEADLINE_EXCEEDED -> new DeadlineExceeded(details);
            case ERROR_CODE_OVERLOADED -> new Overloaded(details, retryAfter);
            case ERROR_CODE_TOO_MANY_SIBLINGS -> new SiblingsUnresolved(details);
            case ERROR_CODE_INCOMPATIBLE, ERROR_CODE_WRONG_CLUSTER -> new Incompatible(details);
            case ERROR_CODE_NOT_ALLOWED -> new NotAllowed(details);
            case ERROR_CODE_BAD_REQUEST,
                    ERROR_CODE_UNKNOWN_BUCKET,
                    ERROR_CODE_BAD_CONTEXT,
                    ERROR_CODE_LEVEL_UNSATISFIABLE,
                    ERROR_CODE_WRITE_ID_REUSED,
                    ERROR_CODE_WRITE_ID_TOO_OLD,
                    ERROR_CODE_CLOCK_SKEW,
                    ERROR_CODE_NOT_SUPPORTED,
                    ERROR_CODE_CONFLICT,
                    ERROR_CODE_BAD_POSITION,
                    ERROR_CODE_POSITION_TOO_OLD,
                    ERROR_CODE_WRONG_KIND,
                    ERROR_CODE_NOT_ONE_TAG,
                    ERROR_CODE_TAG_TOO_LARGE,
                    ERROR_CODE_NO_FEED,
                    ERROR_CODE_WRONG_TYPE,
                    ERROR_CODE_OUT_OF_RANGE -> new BadRequest(details);
        };
    }

    static KvorumException closed(Operation operation, long requestId) {
        return new Unavailable(new FailureDetails(
                ErrorCode.ERROR_CODE_UNAVAILABLE,
                Outcome.NOT_APPLIED,
                operation.what().get() + ": the client is closed; nothing was changed",
                Long.toHexString(requestId),
                Receipt.NONE));
    }
}
