package io.kvorum.integrity.saga;

import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.record.SagaRecord;
import io.kvorum.integrity.record.SagaRecord.Phase;
import io.kvorum.integrity.record.SagaStepRecord;
import io.kvorum.integrity.record.SagaStepRecord.Progress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What comes next, as a function of the record: no calls, no clocks. A saga goes from trying to confirming, or from one of both to cancelling, and
 * never back. At most one step is asked at a time. A step that was asked to try or to confirm is cancelled whatever it has answered: a
 * refusal may be overtaken by an earlier message, and the cancellation's token keeps that out.
 */
final class SagaPlan<D> {
    private final SagaType<D> type;

    SagaPlan(SagaType<D> type) {
        this.type = type;
    }

    /** What is to be asked. @param step its place in the record, from 0 */
    record Ask(int step, Direction direction) {}

    SagaRecord begun(D data, long nowMillis) {
        SagaRecord.Builder record = SagaRecord.newBuilder()
                .setPhase(Phase.PHASE_TRYING)
                .setData(
                        UnsafeByteOperations.unsafeWrap(type.data().encode(data).array()))
                .setStartedMillis(nowMillis)
                .setDeadlineMillis(nowMillis + type.deadline().toMillis());
        type.steps().forEach(step -> record.addSteps(SagaStepRecord.newBuilder().setName(step.name())));
        return record.build();
    }

    /**
     * The record with the answer in it, and with what is to be asked next.
     *
     * @param answer to what the record asks; empty: there is none yet
     * @param nowMillis the cluster's time
     */
    SagaRecord after(SagaRecord before, Optional<StepAnswer> answer, long nowMillis) {
        SagaRecord.Builder next = before.toBuilder();
        answer.ifPresent(known -> answered(next, known));
        if (next.getPhase() == Phase.PHASE_TRYING) {
            if (!next.getCancelRequest().isEmpty()) {
                cancel(next, next.getCancelRequest());
            } else if (nowMillis >= next.getDeadlineMillis()) {
                cancel(next, "the deadline has passed");
            } else {
                goOn(next, nowMillis);
            }
        }
        if (next.getPhase() == Phase.PHASE_CONFIRMING) {
            confirmNext(next, nowMillis);
        }
        if (next.getPhase() == Phase.PHASE_CANCELLING) {
            cancelNext(next, nowMillis);
        }
        return next.build();
    }

    private static void answered(SagaRecord.Builder next, StepAnswer answer) {
        Optional<Ask> asked = ask(next.build());
        if (asked.isEmpty()) {
            return;
        }
        SagaStepRecord.Builder step = next.getStepsBuilder(asked.get().step());
        switch (answer) {
            case StepAnswer.Done done -> {
                step.setProgress(
                        switch (asked.get().direction()) {
                            case TRY -> Progress.PROGRESS_TRIED;
                            case CONFIRM -> Progress.PROGRESS_CONFIRMED;
                            case CANCEL -> Progress.PROGRESS_CANCELLED;
                        });
                if (asked.get().direction() != Direction.CANCEL) {
                    step.setOutcome(
                            UnsafeByteOperations.unsafeWrap(done.outcome().array()));
                }
            }
            case StepAnswer.Refused refused -> cancel(next, "step '" + step.getName() + "': " + refused.reason());
        }
    }

    private static void cancel(SagaRecord.Builder next, String reason) {
        next.setPhase(Phase.PHASE_CANCELLING).setReason(reason);
    }

    /** The next try. Decisions on the way are taken at once: they are in the same write as what follows from them. */
    private void goOn(SagaRecord.Builder next, long nowMillis) {
        for (SagaStepRecord.Builder step : next.getStepsBuilderList()) {
            switch (declared(step)) {
                case SagaStep.Hold<D> hold -> {
                    if (step.getProgress() == Progress.PROGRESS_UNSPECIFIED) {
                        step.setProgress(Progress.PROGRESS_TRYING)
                                .setHoldUntilMillis(
                                        nowMillis + hold.tries().holdFor().toMillis());
                    }
                    if (step.getProgress() == Progress.PROGRESS_TRYING) {
                        return;
                    }
                }
                case SagaStep.Decision<D> decision -> {
                    if (step.getProgress() == Progress.PROGRESS_UNSPECIFIED) {
                        switch (decision.decides().apply(soFar(next))) {
                            case Verdict.GoOn goOn -> step.setProgress(Progress.PROGRESS_PASSED);
                            case Verdict.Cancel cancel -> {
                                cancel(next, cancel.reason());
                                return;
                            }
                        }
                    }
                }
                case SagaStep.Action<D> action -> {
                    // It comes once all is decided.
                }
            }
        }
        next.setPhase(Phase.PHASE_CONFIRMING);
    }

    private void confirmNext(SagaRecord.Builder next, long nowMillis) {
        for (SagaStepRecord.Builder step : next.getStepsBuilderList()) {
            if (!(declared(step) instanceof SagaStep.Decision<D>)
                    && step.getProgress() != Progress.PROGRESS_CONFIRMED) {
                if (step.getProgress() == Progress.PROGRESS_UNSPECIFIED) {
                    step.setHoldUntilMillis(nowMillis);
                }
                step.setProgress(Progress.PROGRESS_CONFIRMING);
                return;
            }
        }
        next.setPhase(Phase.PHASE_CONFIRMED).setEndedMillis(nowMillis);
    }

    private static void cancelNext(SagaRecord.Builder next, long nowMillis) {
        for (int i = next.getStepsCount() - 1; i >= 0; i--) {
            switch (next.getSteps(i).getProgress()) {
                case PROGRESS_UNSPECIFIED, PROGRESS_PASSED, PROGRESS_CANCELLED, UNRECOGNIZED -> {}
                case PROGRESS_TRYING, PROGRESS_TRIED, PROGRESS_CONFIRMING, PROGRESS_CONFIRMED, PROGRESS_CANCELLING -> {
                    next.getStepsBuilder(i).setProgress(Progress.PROGRESS_CANCELLING);
                    return;
                }
            }
        }
        next.setPhase(Phase.PHASE_CANCELLED).setEndedMillis(nowMillis);
    }

    /** What the record asks; empty if nothing is asked of anybody. */
    static Optional<Ask> ask(SagaRecord record) {
        return switch (record.getPhase()) {
            case PHASE_TRYING -> asked(record, Progress.PROGRESS_TRYING, Direction.TRY);
            case PHASE_CONFIRMING -> asked(record, Progress.PROGRESS_CONFIRMING, Direction.CONFIRM);
            case PHASE_CANCELLING -> asked(record, Progress.PROGRESS_CANCELLING, Direction.CANCEL);
            case PHASE_CONFIRMED, PHASE_CANCELLED, PHASE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    private static Optional<Ask> asked(SagaRecord record, Progress progress, Direction direction) {
        for (int i = 0; i < record.getStepsCount(); i++) {
            if (record.getSteps(i).getProgress() == progress) {
                return Optional.of(new Ask(i, direction));
            }
        }
        return Optional.empty();
    }

    /** Whom to ask. */
    StepCall<D> call(SagaRecord record, Ask ask) {
        SagaStep<D> step = declared(record.getSteps(ask.step()).toBuilder());
        return switch (step) {
            case SagaStep.Hold<D> hold ->
                switch (ask.direction()) {
                    case TRY -> hold.tries().call();
                    case CONFIRM -> hold.confirms().call();
                    case CANCEL -> hold.cancels().call();
                };
            case SagaStep.Action<D> action ->
                ask.direction() == Direction.CANCEL
                        ? action.cancels().call()
                        : action.confirms().call();
            case SagaStep.Decision<D> decision ->
                throw new IllegalStateException("step '" + decision.name() + "' was declared otherwise before");
        };
    }

    private SagaStep<D> declared(SagaStepRecord.Builder step) {
        return type.step(step.getName())
                .orElseThrow(() -> new IllegalStateException("this version of saga '" + type.name()
                        + "' does not know step '" + step.getName() + "': an instance that does has to run it"));
    }

    private SagaStep.SoFar<D> soFar(SagaRecord.Builder record) {
        return new SagaStep.SoFar<>(SagaRecords.data(type, record.getData()), outcomes(record.build()));
    }

    static Map<String, Bytes> outcomes(SagaRecord record) {
        Map<String, Bytes> outcomes = new HashMap<>();
        for (SagaStepRecord step : record.getStepsList()) {
            switch (step.getProgress()) {
                case PROGRESS_UNSPECIFIED, PROGRESS_TRYING, PROGRESS_PASSED, UNRECOGNIZED -> {}
                case PROGRESS_TRIED, PROGRESS_CONFIRMING, PROGRESS_CONFIRMED, PROGRESS_CANCELLING, PROGRESS_CANCELLED ->
                    outcomes.put(step.getName(), Bytes.of(step.getOutcome().toByteArray()));
            }
        }
        return outcomes;
    }
}
