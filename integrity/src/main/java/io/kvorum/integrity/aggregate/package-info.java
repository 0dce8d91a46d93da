/**
 * Aggregates: the whole state of one thing of the domain, its events and what guards them, in one tag of a strong bucket.
 *
 * <p>A command is decided from the state into events, and the new state is what the events make of the old one: so the log and the state
 * cannot disagree, and the state can be rebuilt from the log. State, events (as entries of the outbox) and what
 * {@link io.kvorum.integrity.tag.TagGuard}s add (the record of a request, the mark of an event) are one linearizable write. A conflict is
 * decided anew; an unknown outcome is found out, and a command is never carried out twice by one call.
 *
 * <pre>{@code
 * Aggregates<Account, Command> accounts = new Aggregates<>(
 *         new TagUpdates(StrongTagStore.of(client, "accounts"), TagOptions.DEFAULT), new AccountType(), signer);
 * AggregateId id = new AggregateId("account", "17");
 * Execution<Account> done = accounts.execute(id, new Deposit(100), CommandOptions.DEFAULT);
 * long etag = done.version();
 * accounts.execute(id, new Withdraw(30), CommandOptions.DEFAULT.ifVersion(etag));   // VersionMismatch if somebody was faster
 * accounts.execute(id, new Withdraw(5), CommandOptions.DEFAULT.guard(idempotency.once(request)));
 *
 * Rebuild<Account> rebuild = new Rebuild<>(new AccountType(), new ArchivedEvents(StrongTagStore.of(client, "archive")));
 * Account same = rebuild.of(accounts.read(id)).state();
 * }</pre>
 *
 * <p>An {@link io.kvorum.integrity.aggregate.AggregateType} says what a kind of aggregate does:
 *
 * <pre>{@code
 * public Decision decide(Account account, Command command) {
 *     return switch (command) {
 *         case Deposit d -> Decision.of(new NewEvent("deposited", 1, d.toBytes()));
 *         case Withdraw w when w.amount() <= account.balance() -> Decision.of(new NewEvent("withdrawn", 1, w.toBytes()));
 *         case Withdraw w -> throw new NotEnough(w);                       // nothing is written
 *     };
 * }
 * }</pre>
 *
 * <p>See Evans, <em>Domain-Driven Design</em> (2003), for aggregates, and Lamport, <em>Time, Clocks, and the Ordering of Events</em> (1978).
 */
@NullMarked
package io.kvorum.integrity.aggregate;

import org.jspecify.annotations.NullMarked;
