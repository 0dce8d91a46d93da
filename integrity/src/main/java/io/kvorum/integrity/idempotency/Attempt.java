package io.kvorum.integrity.idempotency;

/**
 * An attempt at a request.
 *
 * @param token greater than that of every attempt before: the fencing token, for resources elsewhere that compare it
 * @param takenOver an earlier attempt was not completed in time: what it did elsewhere may be done
 */
public record Attempt(IdempotentRequest request, long token, boolean takenOver) {}
