package io.kvorum.bench.drivers;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What drivers wrap. */
final class Causes {
    private Causes() {}

    /** Without what futures put around it. */
    static Throwable of(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapped && cause != null ? of(cause) : failure;
    }

    /** {@code WriteTimeoutException} is {@code WriteTimeout}. */
    static String name(Throwable failure) {
        return failure.getClass().getSimpleName().replaceFirst("(?<=.)Exception$", "");
    }
}
