package io.kvorum.bench.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A store under load. Thread-safe; never blocks in an operation; completes each stage exactly once, normally or with what
 * {@link #outcome} can name. Continuations may run on the store's own threads: they are short and never block.
 */
public interface Store extends AutoCloseable {
    /** Reads a key: its value, or empty if absent; more than one if siblings. */
    CompletableFuture<List<byte[]>> read(byte[] key);

    /** Writes the whole value (insert or overwrite). */
    CompletableFuture<Void> write(byte[] key, byte[] value);

    CompletableFuture<Void> delete(byte[] key);

    /**
     * Reads up to {@code limit} rows from the key on, in the store's own order; fails with
     * {@link UnsupportedOperationException} if it has none.
     */
    CompletableFuture<List<Row>> scan(byte[] fromKey, int limit);

    /**
     * The store's linearizable keys, laid out by the first call, which may block; they are other keys than those above. Empty
     * if it has none.
     *
     * @throws IllegalStateException if they cannot be laid out
     */
    default Optional<Registers> registers() throws InterruptedException {
        return Optional.empty();
    }

    /** Short name of the outcome of a failure, e.g. "Overloaded/NOT_APPLIED": what is counted under "errors". */
    String outcome(Throwable failure);

    @Override
    void close();

    record Row(byte[] key, byte[] value) {}
}
