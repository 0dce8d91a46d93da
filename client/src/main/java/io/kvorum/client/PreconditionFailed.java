package io.kvorum.client;

import io.kvorum.crdt.codec.Bytes;
import java.util.List;
import java.util.Optional;

/** A condition of an update did not hold, and nothing was changed. What it was judged by was the state at that moment. */
public final class PreconditionFailed extends KvorumException {
    private static final long serialVersionUID = 1L;

    private final transient List<Current> current;

    /**
     * A key that a condition was about.
     *
     * @param version 0 if it was absent
     * @param value empty if it was absent, or if it is not known any more what it was
     */
    public record Current(Bytes key, long version, Optional<Bytes> value) {}

    public PreconditionFailed(FailureDetails details, List<Current> current) {
        super(details, null);
        this.current = List.copyOf(current);
    }

    /** The keys of the conditions. */
    public List<Current> current() {
        return current;
    }

    /** Not by the same call: read, decide, and ask with the version that was read. */
    @Override
    public boolean retryable() {
        return false;
    }
}
