package io.kvorum.integrity.saga;

import io.kvorum.crdt.codec.Bytes;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/**
 * A step of a saga. Steps are tried and confirmed in the order of their declaration, and cancelled in the reverse order. What cannot be undone
 * once it is confirmed (a parcel that has left) comes last.
 *
 * @param <D> the saga's data
 */
public sealed interface SagaStep<D> {
    /** Unique in the saga; see {@link StepRequest#step}. It is in records: to be kept. */
    String name();

    /**
     * Takes a hold.
     *
     * @param holdFor it ends by itself after so long; longer than the saga's deadline, so that no hold ends before the saga is decided
     */
    record Try<D>(Duration holdFor, StepCall<D> call) {}

    /** Makes final what is held, or does what an {@link Action} is. A refusal cancels the saga, also what was confirmed before. */
    record Confirm<D>(StepCall<D> call) {}

    /** Undoes whatever is there, a hold, a confirmation or nothing; asked until it is done. */
    record Cancel<D>(StepCall<D> call) {}

    /** Something that is held first. */
    record Hold<D>(String name, Try<D> tries, Confirm<D> confirms, Cancel<D> cancels) implements SagaStep<D> {
        public Hold {
            StepRequest.checkName(name);
        }
    }

    /** Something that needs no hold: it is done after the saga is decided, and undone if a later confirmation is refused. */
    record Action<D>(String name, Confirm<D> confirms, Cancel<D> cancels) implements SagaStep<D> {
        public Action {
            StepRequest.checkName(name);
        }
    }

    /**
     * A decision of the saga itself, from what it knows.
     *
     * @param decides pure: no clocks, no calls. What it throws is a mistake; it is asked again until the deadline
     */
    record Decision<D>(String name, Function<SoFar<D>, Verdict> decides) implements SagaStep<D> {
        public Decision {
            StepRequest.checkName(name);
        }
    }

    /** @param outcomes by step, what participants have answered */
    record SoFar<D>(D data, Map<String, Bytes> outcomes) {
        public SoFar {
            outcomes = Map.copyOf(outcomes);
        }
    }
}
