package io.kvorum.commerce.http;

import io.kvorum.client.KvorumException;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.Overloaded;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.commerce.domain.Refusal;
import io.kvorum.commerce.http.Problem.Kind;
import io.kvorum.integrity.aggregate.DamagedEvent;
import io.kvorum.integrity.aggregate.VersionMismatch;
import io.kvorum.integrity.guard.BadPrecondition;
import io.kvorum.integrity.guard.PreconditionNotMet;
import io.kvorum.integrity.idempotency.AttemptSuperseded;
import io.kvorum.integrity.idempotency.IdempotencyMismatch;
import io.kvorum.integrity.idempotency.RequestInProgress;
import io.kvorum.integrity.outbox.DeliveryRefused;
import io.kvorum.integrity.projection.UnknownEventType;
import io.kvorum.integrity.saga.SagaMismatch;
import io.kvorum.integrity.saga.StaleCoordinator;
import io.kvorum.integrity.saga.StepForgotten;
import io.kvorum.integrity.saga.StepRefused;
import io.kvorum.integrity.tag.TagFull;
import java.time.Duration;
import java.util.Optional;

/** Which failure is which problem: the one place. */
public final class Failures {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int REQUIRED = 428;

    private Failures() {}

    public static Problem problem(Throwable failure) {
        String detail = String.valueOf(failure.getMessage());
        return switch (failure) {
            case ProblemException problem -> problem.problem();
            case Refusal refusal -> again(refused(refusal), detail);
            case KvorumException store -> store(store);
            case IdempotencyMismatch mismatch -> new Problem(Kind.KEY_REUSED, detail);
            case SagaMismatch mismatch -> new Problem(Kind.KEY_REUSED, detail);
            case RequestInProgress running -> new Problem(Kind.IN_PROGRESS, detail, Optional.of(running.retryAfter()));
            // Whoever asks again is told the outcome.
            case AttemptSuperseded superseded -> again(Kind.IN_PROGRESS, detail);
            case BadPrecondition bad -> new Problem(Kind.BAD_REQUEST, detail);
            case PreconditionNotMet unmet ->
                new Problem(unmet.status() == REQUIRED ? Kind.PRECONDITION_REQUIRED : Kind.PRECONDITION_FAILED, detail);
            case VersionMismatch mismatch -> new Problem(Kind.PRECONDITION_FAILED, detail);
            case StepRefused refused -> new Problem(Kind.STEP_REFUSED, detail);
            case StaleCoordinator stale -> new Problem(Kind.STALE, detail);
            case StepForgotten forgotten -> new Problem(Kind.STEP_FORGOTTEN, detail);
            case DamagedEvent damaged -> new Problem(Kind.EVENT_REFUSED, detail);
            case DeliveryRefused refused -> new Problem(Kind.EVENT_REFUSED, detail);
            // An instance of a newer version will take it.
            case UnknownEventType unknown -> again(Kind.NO_ROOM, detail);
            case TagFull full -> again(Kind.NO_ROOM, detail);
            default -> new Problem(Kind.INTERNAL, "the service has failed; its log says more under this request's id");
        };
    }

    private static Problem again(Kind kind, String detail) {
        return new Problem(
                kind, detail, kind.status() == 503 || kind == Kind.IN_PROGRESS ? Optional.of(SOON) : Optional.empty());
    }

    private static Kind refused(Refusal refusal) {
        return switch (refusal.reason()) {
            case UNKNOWN -> Kind.UNKNOWN;
            case EXISTS -> Kind.EXISTS;
            case NOT_ENOUGH_STOCK -> Kind.NOT_ENOUGH_STOCK;
            case NOT_ENOUGH_MONEY -> Kind.NOT_ENOUGH_MONEY;
            case OTHER_CURRENCY -> Kind.OTHER_CURRENCY;
            case HOLD_ENDED -> Kind.HOLD_ENDED;
            case NOT_NOW -> Kind.NOT_NOW;
            case TOO_MUCH -> Kind.TOO_MUCH;
            case NO_ROOM -> Kind.NO_ROOM;
        };
    }

    private static Problem store(KvorumException failure) {
        String detail = String.valueOf(failure.getMessage());
        if (failure instanceof OutcomeUnknown) {
            return new Problem(
                    Kind.OUTCOME_UNKNOWN,
                    detail + "; repeat the request under the same Idempotency-Key: it is carried out once");
        }
        Duration after = failure instanceof Overloaded overloaded
                        && overloaded.retryAfter().compareTo(SOON) > 0
                ? overloaded.retryAfter()
                : SOON;
        return failure.retryable() || failure instanceof PreconditionFailed
                ? new Problem(Kind.UNAVAILABLE, detail, Optional.of(after))
                : new Problem(Kind.INTERNAL, detail);
    }
}
