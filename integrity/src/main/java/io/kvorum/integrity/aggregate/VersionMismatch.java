package io.kvorum.integrity.aggregate;

/** The aggregate has another version than the caller has seen (HTTP 412); nothing was changed. Read, and decide. */
public final class VersionMismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long expected;
    private final long present;

    VersionMismatch(AggregateId id, long expected, long present) {
        super(id + " has version " + present + ", not " + expected + "; nothing was changed; read, and decide");
        this.expected = expected;
        this.present = present;
    }

    public long expected() {
        return expected;
    }

    /** 0 if it is not there. */
    public long present() {
        return present;
    }
}
