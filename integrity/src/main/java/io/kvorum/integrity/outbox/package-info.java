/**
 * From the outbox of each aggregate to whoever is to know: at least once, in the order of the aggregate, in parallel across aggregates.
 *
 * <p>{@link io.kvorum.integrity.outbox.OutboxDispatcher} follows the change feed of the aggregates' bucket: each change shows a tag with all
 * events that wait. {@link io.kvorum.integrity.outbox.OutboxRelay} takes them one after the other: first the event becomes an
 * immutable key of the archive, then it is delivered, then it is removed from the outbox. Dying between any two of these repeats what was
 * done and loses nothing. What fails is tried again, with exponential backoff and full jitter; what fails too often, or is refused,
 * becomes a {@link io.kvorum.integrity.outbox.DeadLetter} with a reason, and the next event follows.
 *
 * <pre>{@code
 * client.admin().createBucket("accounts", Map.of("kind", "strong", "feed", "true"));
 * client.admin().createBucket("archive", Map.of("kind", "strong"));
 * client.admin().createBucket("dead", Map.of("kind", "strong"));
 * client.admin().createBucket("dispatchers", Map.of());
 * DeadLetters dead = new DeadLetters(new TagUpdates(StrongTagStore.of(client, "dead"), TagOptions.DEFAULT), "accounts");
 * OutboxRelay relay = new OutboxRelay(
 *         StrongTagStore.of(client, "accounts"),
 *         new ArchivedEvents(StrongTagStore.of(client, "archive")),
 *         event -> post(event.encoded()),                              // a Transport: returns once the receiver has it
 *         dead,
 *         RelayOptions.DEFAULT);
 * try (OutboxDispatcher dispatcher =
 *         new OutboxDispatcher(StrongTagFeed.ofGroup(client, "accounts", "relay", "dispatchers"), relay, 1_024)) {
 *     awaitShutdown();
 * }
 * dead.list().forEach(letter -> print(letter.event().id() + ": " + letter.reason()));
 * dead.replay("account-17/3", transport);
 * }</pre>
 *
 * <p>See Helland, <em>Life beyond Distributed Transactions</em> (2007), and Richardson's pattern <em>Transactional outbox</em>.
 */
@NullMarked
package io.kvorum.integrity.outbox;

import org.jspecify.annotations.NullMarked;
