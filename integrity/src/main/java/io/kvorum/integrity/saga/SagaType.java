package io.kvorum.integrity.saga;

import io.kvorum.client.Codec;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a kind of saga does: a declaration. A saga goes through the steps that were declared when it was started; later versions may add steps
 * and remove them, as long as instances that still run one know all of its steps.
 *
 * @param name the type of the sagas' ids, see {@link io.kvorum.integrity.aggregate.AggregateId}
 * @param deadline since the start, by the cluster's time: a saga that is not decided by then is cancelled. Positive
 * @param data how the data become bytes; protobuf, so that fields that a reader does not know survive
 * @param steps from 1 to {@value #MOST_STEPS}
 */
public record SagaType<D>(String name, Duration deadline, Codec<D> data, List<SagaStep<D>> steps) {
    public static final int MOST_STEPS = 32;

    /** @throws IllegalArgumentException if two steps have one name, or a hold ends before the deadline */
    public SagaType {
        steps = List.copyOf(steps);
        if (deadline.isNegative() || deadline.isZero() || steps.isEmpty() || steps.size() > MOST_STEPS) {
            throw new IllegalArgumentException("a saga has a deadline, and from 1 to " + MOST_STEPS + " steps");
        }
        Set<String> names = new HashSet<>();
        for (SagaStep<D> step : steps) {
            if (!names.add(step.name())) {
                throw new IllegalArgumentException("two steps are named '" + step.name() + "'");
            }
            if (step instanceof SagaStep.Hold<D> hold && hold.tries().holdFor().compareTo(deadline) <= 0) {
                throw new IllegalArgumentException("the hold of step '" + step.name()
                        + "' may end before the saga is decided: "
                        + hold.tries().holdFor() + " is not longer than "
                        + deadline);
            }
        }
    }

    Optional<SagaStep<D>> step(String step) {
        return steps.stream().filter(one -> one.name().equals(step)).findFirst();
    }
}
