package io.kvorum.cli;

/** Exit codes of {@code kvctl}; scripts rely on them. */
public enum Exit {
    OK(0, "done"),
    INTERNAL(1, "a bug, or something unforeseen"),
    USAGE(2, "the command line or a request is wrong"),
    NOT_FOUND(3, "no such key, bucket or context"),
    CONFLICT(4, "a precondition failed, or siblings need to be resolved"),
    UNAVAILABLE(5, "too few replicas can be reached"),
    UNKNOWN(6, "whether the write was applied is not known"),
    NOT_ALLOWED(7, "not allowed"),
    TIMED_OUT(8, "timed out before anything was sent"),
    UNHEALTHY(9, "unhealthy, or a promise was found broken"),
    INTERRUPTED(130, "interrupted");

    private final int code;
    private final String meaning;

    Exit(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    public String meaning() {
        return meaning;
    }
}
