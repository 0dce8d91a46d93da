package io.kvorum.integrity.saga;

import io.kvorum.crdt.codec.Bytes;
import java.util.Map;

/**
 * What a step is carried out with.
 *
 * @param request to be passed to the participant
 * @param data of the saga
 * @param outcomes by step, what participants have answered to a try or a confirmation; not of steps that were not reached
 */
public record StepInput<D>(StepRequest request, D data, Map<String, Bytes> outcomes) {
    public StepInput {
        outcomes = Map.copyOf(outcomes);
    }
}
