package io.kvorum.client.call;

import io.kvorum.client.connect.Exchange;
import io.kvorum.client.connect.NodeConnection;
import org.jspecify.annotations.Nullable;

/** One attempt of a call. On the event loop. */
final class Attempt {
    /** From 1. */
    final int number;

    final NodeConnection connection;
    final long timeoutAt;

    @Nullable
    Exchange exchange;

    boolean givenUp;

    Attempt(int number, NodeConnection connection, long timeoutAt) {
        this.number = number;
        this.connection = connection;
        this.timeoutAt = timeoutAt;
    }
}
