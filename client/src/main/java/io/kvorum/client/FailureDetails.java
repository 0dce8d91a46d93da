package io.kvorum.client;

import io.kvorum.protocol.client.ErrorCode;

/**
 * What every {@link KvorumException} knows.
 *
 * @param code the stable code, as in {@code client.proto}
 * @param outcome what happened to the data; NOT_APPLIED for everything that only reads
 * @param message what failed, what happened to the data, what to do next
 * @param requestId the operation's name in the logs of client and nodes
 * @param receipt who had acknowledged by then; {@link Receipt#NONE} if nobody
 */
public record FailureDetails(ErrorCode code, Outcome outcome, String message, String requestId, Receipt receipt) {}
