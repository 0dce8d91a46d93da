/**
 * What keeps two who write at once from overwriting each other: versions that the caller has seen, as HTTP says it, and fencing tokens.
 *
 * <p>An {@link io.kvorum.integrity.guard.ETag} is the version of an aggregate. {@link io.kvorum.integrity.guard.Preconditions} are what a request
 * says in {@code If-Match} and {@code If-None-Match}. For a read they are judged against what was read. For a write they go into the write
 * itself, behind the record of the request: so nothing comes in between, and a retry of a request that has succeeded is told its outcome
 * and not that the version is another one by now.
 *
 * <pre>{@code
 * // GET /accounts/17
 * Aggregate<Account> account = accounts.read(id);
 * Preconditions asked = Preconditions.parse(header("If-Match"), header("If-None-Match"));
 * switch (asked.onRead(Optional.of(ETag.ofVersion(account.version())))) {
 *     case PROCEED -> respond(200, account, "ETag", ETag.ofVersion(account.version()).toString());
 *     case NOT_MODIFIED -> respond(304);
 *     case FAILED -> respond(412);
 * }
 *
 * // PUT /accounts/17: 428 without a condition, 412 if it does not hold
 * CommandOptions options = CommandOptions.DEFAULT
 *         .guard(idempotency.once(request))
 *         .guard(asked.required().onWrite());
 * Execution<Account> done = accounts.execute(id, command, options);        // PreconditionNotMet has the status
 * respond(200, done, "ETag", ETag.ofVersion(done.version()).toString());
 *
 * // Whoever holds a lease writes with its token: one who has lost it is refused (StaleTokenException).
 * accounts.execute(id, command, CommandOptions.DEFAULT.guard(Fence.of("settlement", lease.fencingToken())));
 * }</pre>
 *
 * <p>It follows RFC 9110, sections 8.8.3 and 13, and RFC 6585 for 428.
 */
@NullMarked
package io.kvorum.integrity.guard;

import org.jspecify.annotations.NullMarked;
