/**
 * Events that may come twice, late, or again after a restart: the id of an event is recorded in the same write as its effect, in the tag of
 * the aggregate that it changes. An event whose id is there does nothing.
 *
 * <p>Marks are kept for two days by default, and then removed by later writes. An event that was recorded no later than one whose mark was
 * removed, and that has no mark, may have been applied or not: it is refused ({@link io.kvorum.integrity.inbox.EventTooOld}) rather than
 * applied twice. That compares times that events carry, and reads no clock: however wrong clocks are, nothing is applied twice.
 *
 * <pre>{@code
 * Inbox inbox = new Inbox(InboxOptions.DEFAULT, verifier);
 * Transport transport = event -> {                                        // or whoever receives what another service sent
 *     if (event.type().equals("order-placed")) {
 *         AggregateId stock = stockOf(event);
 *         stocks.execute(stock, new Reserve(event), CommandOptions.DEFAULT.cause(event).guard(inbox.of(event)));
 *     }
 * };
 * }</pre>
 *
 * <p>See Helland, <em>Idempotence Is Not a Medical Condition</em> (2012).
 */
@NullMarked
package io.kvorum.integrity.inbox;

import org.jspecify.annotations.NullMarked;
