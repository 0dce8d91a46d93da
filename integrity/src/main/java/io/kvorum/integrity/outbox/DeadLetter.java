package io.kvorum.integrity.outbox;

import io.kvorum.integrity.aggregate.Event;
import java.time.Instant;

/**
 * An event that could not be delivered.
 *
 * @param reason what the last attempt failed with
 * @param attempts so many failed
 * @param firstFailed to be shown, as is the other time
 */
public record DeadLetter(Event event, String reason, int attempts, Instant firstFailed, Instant lastFailed) {}
