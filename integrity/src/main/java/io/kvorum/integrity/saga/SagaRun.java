package io.kvorum.integrity.saga;

import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.record.SagaRecord;
import io.kvorum.integrity.record.SagaStepRecord;
import io.kvorum.integrity.saga.SagaPlan.Ask;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a saga: it asks what the record says, and advances the record by the answer. Each call follows an advance of its own, also when the same is
 * asked again: so a run that was taken over notices before it asks again, and a deadline is noticed between two attempts. Not thread-safe.
 */
final class SagaRun<D> {
    private static final Logger LOG = LoggerFactory.getLogger(SagaRun.class);

    private final SagaLog<D> log;
    private final SagaPlan<D> plan;
    private final SagaType<D> type;
    private final SagaOptions options;
    private final AggregateId id;
    private final long name;
    private int failures;

    SagaRun(SagaLog<D> log, SagaPlan<D> plan, SagaType<D> type, SagaOptions options, AggregateId id) {
        this.log = log;
        this.plan = plan;
        this.type = type;
        this.options = options;
        this.id = id;
        // 0 is nobody's.
        this.name = options.random().nextLong() | 1;
    }

    /** Until it is over, or another run has it. @return as it was seen last */
    SagaRecord run() throws InterruptedException {
        OptionalLong held = OptionalLong.empty();
        Optional<StepAnswer> answer = Optional.empty();
        while (true) {
            SagaLog.Advance advance = log.advance(id, name, held, answer);
            tell(advance, held.isEmpty());
            if (!advance.mine()) {
                return advance.after();
            }
            held = OptionalLong.of(advance.after().getToken());
            answer = answer(advance.after());
            if (answer.isPresent()) {
                failures = 0;
            } else {
                options.time().sleep(options.backoff().nanos(failures, options.random()));
            }
        }
    }

    private Optional<StepAnswer> answer(SagaRecord record) throws InterruptedException {
        Ask ask = SagaPlan.ask(record)
                .orElseThrow(() -> new IllegalStateException(id + " is not over, and asks nothing of anybody"));
        SagaStepRecord step = record.getSteps(ask.step());
        StepRequest request =
                new StepRequest(id, step.getName(), ask.direction(), record.getToken(), step.getHoldUntilMillis());
        try {
            return Optional.of(new StepAnswer.Done(plan.call(record, ask)
                    .call(new StepInput<>(
                            request, SagaRecords.data(type, record.getData()), SagaPlan.outcomes(record)))));
        } catch (StepRefused e) {
            if (ask.direction() != Direction.CANCEL) {
                return Optional.of(new StepAnswer.Refused(String.valueOf(e.getMessage())));
            }
            // Nobody can refuse to undo: somebody has to look, and until then it is asked again.
            failed(request, e);
        } catch (RuntimeException e) {
            // It may be done. A stale token as well: the next advance tells whether another run is on.
            failed(request, e);
        }
        return Optional.empty();
    }

    private void failed(StepRequest request, RuntimeException error) {
        failures++;
        tell(listener -> listener.failed(request, failures, error));
    }

    private void tell(SagaLog.Advance advance, boolean first) {
        SagaRecord before = advance.before();
        SagaRecord after = advance.after();
        if (advance.mine() && first && before.getCoordinator() != 0 && before.getCoordinator() != name) {
            tell(listener -> listener.tookOver(id, after.getToken()));
        }
        if (before.getReason().isEmpty() && !after.getReason().isEmpty()) {
            tell(listener -> listener.cancelling(id, after.getReason()));
        }
        if (advance.ended()) {
            tell(listener -> listener.ended(
                    id, SagaRecords.phase(after.getPhase()), after.getEndedMillis() - after.getStartedMillis()));
        }
    }

    private void tell(Consumer<SagaListener> what) {
        try {
            what.accept(options.listener());
        } catch (RuntimeException e) {
            LOG.error("A listener of sagas has failed", e);
        }
    }
}
