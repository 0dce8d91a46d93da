package io.kvorum.commerce.http;

import java.time.Duration;
import java.util.Optional;

/** A request that is answered by a problem; nothing was changed. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem.Kind kind, String detail) {
        super(detail);
        this.problem = new Problem(kind, detail);
    }

    /** @param retryAfter when it makes sense to ask again */
    public ProblemException(Problem.Kind kind, String detail, Duration retryAfter) {
        super(detail);
        this.problem = new Problem(kind, detail, Optional.of(retryAfter));
    }

    public Problem problem() {
        return problem;
    }
}
