/**
 * Invariants as code: what must be true over several sources, looked at now or again and again.
 *
 * <p>An {@link io.kvorum.integrity.reconcile.Invariant} reads its sources and lists what differs. Sources that are written meanwhile are read one
 * after the other, so something may only look different: a difference counts once it was found, unchanged, by several looks in a row. What
 * counts is compared with a {@link io.kvorum.integrity.reconcile.DriftBudget}; beyond it, and if an invariant cannot be looked at, a report is not
 * good: a deployment waits, somebody is alerted. Nothing is healed silently: a difference can carry a
 * {@link io.kvorum.integrity.reconcile.Difference.Proposal}, which somebody accepts.
 *
 * <pre>{@code
 * Invariant balances = Invariant.of("ledger-equals-balances", () -> {
 *     List<Difference> found = new ArrayList<>();
 *     for (String account : accountsOf(ledger)) {
 *         long missing = ledger.sum(account) - balances.read(account).value();
 *         if (missing != 0) {
 *             found.add(new Difference(account, missing, "the ledger has " + missing + " more")
 *                     .proposal("record a correction", () -> correct(account, missing)));      // an event, with an idempotency id
 *         }
 *     }
 *     return found;
 * });
 * Reconciliation reconciliation = new Reconciliation(List.of(balances, stock), ReconcileOptions.DEFAULT.budget(new DriftBudget(0, 0)));
 * Report now = reconciliation.look();                                        // on demand: kvctl app reconcile --gate
 * try (ContinuousReconciliation always = new ContinuousReconciliation(reconciliation, Duration.ofSeconds(30), report -> alert(report))) {
 *     awaitShutdown();
 * }
 * }</pre>
 */
@NullMarked
package io.kvorum.integrity.reconcile;

import org.jspecify.annotations.NullMarked;
