package io.kvorum.bench.store;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Linearizable keys of a store: they are read, and written if nobody has written since. Threads and futures as in
 * {@link Store}.
 */
public interface Registers {
    /** The version of a key that is not there. */
    long ABSENT = 0;

    /** What ends the name of an outcome that has changed nothing. */
    String NOT_APPLIED = "/NOT_APPLIED";

    /** No update that had ended before is missing. */
    CompletableFuture<Found> read(byte[] key);

    /**
     * Writes a key if it is as it was found.
     *
     * @param version that was found; {@link #ABSENT} if the key was not there
     * @return whether it was written; false: somebody has written since, and nothing was changed
     */
    CompletableFuture<Boolean> writeIf(byte[] key, long version, byte[] value);

    /**
     * As {@link Store#outcome}. A failed write of which this ends with {@link #NOT_APPLIED} was not made and never will be; of
     * any other it is not known.
     */
    String outcome(Throwable failure);

    /**
     * A key as it was read.
     *
     * @param version another one after each write
     */
    record Found(Optional<byte[]> value, long version) {
        public static final Found NOTHING = new Found(Optional.empty(), ABSENT);
    }
}
