package io.kvorum.client.connect;

import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.Response;

/** What became of one request on one connection. */
public sealed interface Answer {
    record Answered(Response response) implements Answer {}

    /** It did not leave: it has no effect. @param code why, for the caller if nothing else works */
    record NotSent(ErrorCode code, String reason) implements Answer {}

    /** It left, or may have; no answer will come on this connection. */
    record Lost(String reason) implements Answer {}
}
