package io.kvorum.client.fake;

import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.Failed;
import io.kvorum.protocol.client.Outcome;
import io.kvorum.protocol.client.Response;

/** What a fake node does with a request. */
public sealed interface Reply {
    record Answer(Response response) implements Reply {}

    record After(long millis, Reply reply) implements Reply {}

    /** Says nothing, ever. */
    record Silence() implements Reply {}

    /** Closes the connection. */
    record Close() implements Reply {}

    /** Sends these bytes instead of a frame. */
    record Noise(byte[] bytes) implements Reply {}

    static Reply failed(ErrorCode code, Outcome outcome) {
        return failed(Failed.newBuilder().setCode(code).setOutcome(outcome).setMessage("scripted"));
    }

    static Reply failed(Failed.Builder failed) {
        return new Answer(Response.newBuilder().setEpoch(1).setFailed(failed).build());
    }
}
