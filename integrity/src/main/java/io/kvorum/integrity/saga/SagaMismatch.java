package io.kvorum.integrity.saga;

import io.kvorum.integrity.aggregate.AggregateId;

/** A saga of this id was started with other data; nothing was changed. Use a new id for a new saga. */
public final class SagaMismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SagaMismatch(AggregateId saga) {
        super(saga + " was started with other data; nothing was changed; a new saga needs a new id");
    }
}
