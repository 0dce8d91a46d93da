package io.kvorum.client;

import io.kvorum.crdt.codec.Bytes;
import java.util.List;

/**
 * The key has several values that were written concurrently, and one was asked for; or a write would have left more of them
 * than its bucket allows. Read all of them, decide, and write with the context.
 */
public final class SiblingsUnresolved extends KvorumException {
    private static final long serialVersionUID = 1L;

    private final transient Siblings<Bytes> siblings;

    public SiblingsUnresolved(FailureDetails details, Siblings<Bytes> siblings) {
        super(details, null);
        this.siblings = siblings;
    }

    /** Of a write that was refused: it was not told. */
    public SiblingsUnresolved(FailureDetails details) {
        this(details, new Siblings<>(List.of(), Context.NONE, details.receipt()));
    }

    /** What was read, with the context for the write that resolves it; empty if a write was refused. */
    public Siblings<Bytes> siblings() {
        return siblings;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
