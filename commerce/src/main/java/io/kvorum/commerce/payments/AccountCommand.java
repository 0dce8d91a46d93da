package io.kvorum.commerce.payments;

import io.kvorum.commerce.money.Money;
import java.util.List;

/** What an account can be asked. Amounts are positive. */
public sealed interface AccountCommand {
    record Open(String id, String currency) implements AccountCommand {}

    /** Money comes from outside. */
    record Deposit(Money amount) implements AccountCommand {}

    /** Holds some for a payment. @param untilMillis by the cluster's time */
    record Hold(String payment, Money amount, long untilMillis) implements AccountCommand {}

    /** What the payment holds goes to the shop. */
    record Capture(String payment, Money amount) implements AccountCommand {}

    /** Undoes what a payment has, a hold, a capture or nothing. */
    record Release(String payment) implements AccountCommand {}

    /** The shop gives some back; no more than it still has of the payment. */
    record Refund(String payment, Money amount) implements AccountCommand {}

    /**
     * Time has passed.
     *
     * @param ended payments whose holds are over
     * @param settled payments whose captures nobody undoes any more
     */
    record Sweep(List<String> ended, List<String> settled) implements AccountCommand {
        public Sweep {
            ended = List.copyOf(ended);
            settled = List.copyOf(settled);
        }
    }
}
