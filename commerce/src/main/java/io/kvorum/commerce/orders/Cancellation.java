package io.kvorum.commerce.orders;

import io.kvorum.crdt.codec.Bytes;
import java.time.Duration;

/** What became of a request to cancel an order. */
public sealed interface Cancellation {
    /** It will be cancelled. @param answer as it was told the first time */
    record Asked(Bytes answer, boolean replayed) implements Cancellation {}

    /** The key was used for another request. */
    record OtherRequest() implements Cancellation {}

    /** An earlier attempt is running, as far as is known. */
    record Running(Duration retryAfter) implements Cancellation {}
}
