package io.kvorum.commerce.payments;

import io.kvorum.commerce.money.Money;

/** What a payment can be asked. */
public sealed interface PaymentCommand {
    /** The account holds the amount. */
    record Hold(String account, Money amount) implements PaymentCommand {}

    /** The shop has it. */
    record Capture() implements PaymentCommand {}

    /** It is not to be: what was held or captured is given back. */
    record Cancel(String account, Money amount) implements PaymentCommand {}

    /** The shop gives some of it back. @param refund the name of this refund */
    record Refund(String refund, Money amount) implements PaymentCommand {}
}
