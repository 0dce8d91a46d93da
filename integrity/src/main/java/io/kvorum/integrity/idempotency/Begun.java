package io.kvorum.integrity.idempotency;

import io.kvorum.crdt.codec.Bytes;
import java.time.Duration;

/** What becomes of a request that asks to begin. */
public sealed interface Begun {
    /** It is this caller's to carry out, and to complete. */
    record Started(Attempt attempt) implements Begun {}

    /** It was carried out before. @param outcome as it was told then, byte for byte */
    record Replay(Bytes outcome) implements Begun {}

    /** Its id was used for another request (HTTP 422). */
    record Mismatch() implements Begun {}

    /** Another attempt is running, as far as is known (HTTP 409). @param retryAfter positive */
    record InProgress(Duration retryAfter) implements Begun {}
}
