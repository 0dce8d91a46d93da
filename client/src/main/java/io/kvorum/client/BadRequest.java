package io.kvorum.client;

import java.time.Instant;
import java.util.Optional;

/** The request is wrong, and stays wrong: {@link #code} says how. */
public final class BadRequest extends KvorumException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Instant> horizon;

    public BadRequest(FailureDetails details) {
        this(details, Optional.empty());
    }

    /** @param horizon see {@link #horizon()} */
    public BadRequest(FailureDetails details, Optional<Instant> horizon) {
        super(details, null);
        this.horizon = horizon;
    }

    /**
     * Of an update of a strong bucket whose write id is too old ({@code WRITE_ID_TOO_OLD}): updates of the key that were issued up to then,
     * by cluster time, may have been forgotten. One that is issued anew, later than that, is not refused for it.
     */
    public Optional<Instant> horizon() {
        return horizon;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
