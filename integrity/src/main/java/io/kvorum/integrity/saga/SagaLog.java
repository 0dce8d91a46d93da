package io.kvorum.integrity.saga;

import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.record.SagaRecord;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagView;
import io.kvorum.integrity.tag.TagWrite;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Advances the record of a saga by one compare-and-set. A run that holds the saga names the token of its last advance: another one has been there
 * if the record has another token. A run that holds none takes the saga over if nobody else's time is running.
 */
final class SagaLog<D> {
    private final TagUpdates updates;
    private final SagaPlan<D> plan;
    private final Duration leaseFor;

    SagaLog(TagUpdates updates, SagaPlan<D> plan, Duration leaseFor) {
        this.updates = updates;
        this.plan = plan;
        this.leaseFor = leaseFor;
    }

    /**
     * What became of an attempt to advance.
     *
     * @param before as it was
     * @param after as it is
     * @param mine this run holds the saga now. Never of a saga that is over
     * @param ended this run has ended it by this advance
     */
    record Advance(SagaRecord before, SagaRecord after, boolean mine, boolean ended) {}

    /**
     * Advances it. What the record asks then may be asked, with the record's token, and not before.
     *
     * @param run its name, random
     * @param held the token of this run's last advance; empty if it does not hold the saga, or is not sure
     * @param answer to what it asked by that advance
     * @throws IllegalArgumentException if there is no such saga
     * @throws io.kvorum.client.KvorumException if it may not be advanced; then it is not known whether the saga is held
     */
    Advance advance(AggregateId id, long run, OptionalLong held, Optional<StepAnswer> answer) {
        return updates.update(id.tag(), view -> {
            SagaRecord before = SagaRecords.of(view.contents())
                    .orElseThrow(() -> new IllegalArgumentException("there is no saga " + id));
            if (SagaRecords.isOver(before) || !mayAdvance(before, run, held, view)) {
                return Step.done(new Advance(before, before, false, false));
            }
            SagaRecord after = plan.after(before, answer, view.clusterMillis()).toBuilder()
                    .setToken(view.commit())
                    .setCoordinator(run)
                    .setUntilMillis(view.clusterMillis() + leaseFor.toMillis())
                    .build();
            boolean over = SagaRecords.isOver(after);
            return Step.write(
                    new TagWrite().put(SagaRecords.NAME, SagaRecords.encode(after)),
                    new Advance(before, after, !over, over));
        });
    }

    private static boolean mayAdvance(SagaRecord before, long run, OptionalLong held, TagView view) {
        if (held.isPresent()) {
            return before.getToken() == held.getAsLong();
        }
        return before.getCoordinator() == run || view.clusterMillis() >= before.getUntilMillis();
    }
}
