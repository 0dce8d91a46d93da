package io.kvorum.integrity.saga;

import io.kvorum.crdt.codec.Bytes;

/**
 * Asks a participant. Called again, with the same id, until the answer is known; also by several processes at once. Safe for use by many threads.
 */
@FunctionalInterface
public interface StepCall<D> {
    /**
     * Returns once the participant has done it for good, now or before.
     *
     * @return its answer, the same each time
     * @throws StepRefused if it will not: nothing was done. From a cancellation it counts as any other failure
     * @throws RuntimeException of another class: it may be done or not; it is asked again
     * @throws InterruptedException if the thread was interrupted: it is asked again by who resumes the saga
     */
    Bytes call(StepInput<D> input) throws InterruptedException;
}
