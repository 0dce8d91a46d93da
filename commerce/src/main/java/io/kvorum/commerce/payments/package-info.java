/**
 * Payments: accounts, and what is paid from them, as a double-entry ledger that only grows.
 *
 * <p>{@link io.kvorum.commerce.payments.AccountType} is an account of a customer: a balance, holds, and captures that can still be undone. Its events are
 * the ledger: each that moves money has legs whose sum is zero, so the sum of all entries is zero whatever happens. Accounts that only receive
 * (the shop's revenue, the world outside) are sums of the stream, and no aggregate that all would wait for.
 * {@link io.kvorum.commerce.payments.PaymentType} is what became of one payment. A hold or a capture is a step of a saga: it changes the account and
 * then the payment, each guarded by the saga's token; a refund is decided by the payment, and reaches the account by outbox and inbox.
 * {@link io.kvorum.commerce.payments.Payments} carries it out, {@link io.kvorum.commerce.payments.PaymentsResource} is its HTTP.
 */
@NullMarked
package io.kvorum.commerce.payments;

import org.jspecify.annotations.NullMarked;
