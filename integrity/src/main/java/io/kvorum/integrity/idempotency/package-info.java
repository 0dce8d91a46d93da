/**
 * Requests that may come twice: the record of a request (operation, key, idempotency id) is kept in the tag that it changes, and is written in
 * the same write as its effect. So after any crash either both are there or none is.
 *
 * <p>A request whose effect is one write needs one: {@link io.kvorum.integrity.idempotency.Idempotency#once} puts record and effect
 * into it. A request that takes longer is begun first, which claims it, and completed later; a retry meanwhile is told to come back, and one
 * that comes when the attempt should be over takes it over. Its fencing token is the number of the update by which it
 * began: an attempt that was taken over cannot complete any more.
 *
 * <pre>{@code
 * Idempotency idempotency = new Idempotency(IdempotencyOptions.DEFAULT);
 * IdempotentRequest request = new IdempotentRequest("deposit", header("Idempotency-Key"), Fingerprint.of(body));
 * Execution<Account> done = accounts.execute(id, command, CommandOptions.DEFAULT.guard(idempotency.once(request)));
 * respond(done.outcome(), done.replayed());              // byte for byte the same; IdempotencyMismatch is HTTP 422
 *
 * switch (idempotency.begin(updates, tag, request)) {    // a request that takes longer
 *     case Begun.Started started -> {
 *         Bytes outcome = callTheBank(DerivedIds.of(tag, request.id(), "transfer"));
 *         updates.update(tag, view -> idempotency.complete(started.attempt(), view, new TagWrite(), outcome));
 *     }
 *     case Begun.Replay replay -> respond(replay.outcome());
 *     case Begun.InProgress running -> conflict(running.retryAfter());        // 409 with Retry-After
 *     case Begun.Mismatch mismatch -> unprocessable();                        // 422
 * }
 * }</pre>
 *
 * <p>It follows the IETF draft <em>The Idempotency-Key HTTP Header Field</em>.
 */
@NullMarked
package io.kvorum.integrity.idempotency;

import org.jspecify.annotations.NullMarked;
