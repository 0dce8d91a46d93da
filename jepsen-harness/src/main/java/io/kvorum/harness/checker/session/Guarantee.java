package io.kvorum.harness.checker.session;

/** What a session may rely on, for each key. */
public enum Guarantee {
    READ_YOUR_WRITES("read your writes"),
    MONOTONIC_READS("monotonic reads"),
    MONOTONIC_WRITES("monotonic writes"),
    WRITES_FOLLOW_READS("writes follow reads"),
    /** Not of sessions, but without it none of them means anything. */
    NOTHING_INVENTED("what is read was written");

    private final String text;

    Guarantee(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
