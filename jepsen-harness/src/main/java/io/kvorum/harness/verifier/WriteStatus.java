package io.kvorum.harness.verifier;

/** What the client was told about a write. */
enum WriteStatus {
    /** Nothing yet; to be treated as unknown. */
    PENDING,
    ACKNOWLEDGED,
    /** It may be in, now or later. */
    UNKNOWN,
    /** Promised not to be in. */
    NOT_APPLIED
}
