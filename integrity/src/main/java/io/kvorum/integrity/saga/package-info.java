/**
 * Sagas: several participants do something together or not at all, without a lock and without a two-phase commit.
 *
 * <p>A {@link io.kvorum.integrity.saga.SagaType} declares steps. Each participant is first asked to <em>try</em>: to take a hold that ends by
 * itself. When all hold, the saga is decided, and each is asked to <em>confirm</em>. If one refuses, if the deadline passes, or if somebody
 * wants it, each that was asked is asked to <em>cancel</em>, in reverse order: it undoes whatever is there, a hold, a confirmation, or nothing.
 *
 * <p>The saga is a record in a tag of its own. Before each call the record says, by one compare-and-set, what is asked of whom; so whoever
 * finds it after a crash asks the same again, under the same id ({@link io.kvorum.integrity.saga.StepRequest#id}). The number of that update is the
 * fencing token of the call: it only grows, and a participant refuses one that is smaller than what it has seen. An answer that is not known is
 * asked for again, and is never taken for a refusal.
 *
 * <pre>{@code
 * SagaType<Order> checkout = new SagaType<>("checkout", Duration.ofSeconds(30), orderCodec, List.of(
 *         new SagaStep.Hold<>("stock",
 *                 new SagaStep.Try<>(Duration.ofMinutes(2), ask -> stock.reserve(ask.request(), ask.data())),
 *                 new SagaStep.Confirm<>(ask -> stock.confirm(ask.request())),
 *                 new SagaStep.Cancel<>(ask -> stock.release(ask.request()))),
 *         new SagaStep.Decision<>("limit", so -> so.data().total() < 1_000 ? Verdict.goOn() : Verdict.cancel("too much")),
 *         new SagaStep.Hold<>("payment", ...),
 *         new SagaStep.Action<>("order", new SagaStep.Confirm<>(...), new SagaStep.Cancel<>(...))));
 * Sagas<Order> sagas = new Sagas<>(updates, checkout, SagaOptions.DEFAULT);
 * SagaDispatcher dispatcher = new SagaDispatcher(StrongTagFeed.ofGroup(client, "sagas", "runners", "state"), sagas, 1_024);
 * sagas.start("17", order);                                    // whoever follows the feed carries it out
 *
 * // The participant: the mark of the step goes into the write of its effect.
 * StepGuards steps = new StepGuards(StepGuardOptions.DEFAULT);
 * Bytes reserve(StepRequest request, Order order) {
 *     return stocks.execute(sku, new Reserve(request, order), CommandOptions.DEFAULT.guard(steps.of(request))).outcome();
 * }
 * }</pre>
 *
 * <p>See Garcia-Molina and Salem, <em>Sagas</em> (1987); Pardon and Pautasso, <em>Atomic Distributed Transactions: a RESTful Design</em> (2014), for
 * try, confirm and cancel; Helland, <em>Life beyond Distributed Transactions</em> (2007).
 */
@NullMarked
package io.kvorum.integrity.saga;

import org.jspecify.annotations.NullMarked;
