package io.kvorum.commerce.payments;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.commerce.domain.Refusal.Reason;
import io.kvorum.commerce.money.Money;
import io.kvorum.commerce.record.PaymentState;
import io.kvorum.commerce.record.PaymentStatus;
import io.kvorum.commerce.shop.Played;
import org.junit.jupiter.api.Test;

class PaymentTypeTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final Money AMOUNT = new Money("EUR", 70);

    private final Played<PaymentState, PaymentCommand> payment = new Played<>(new PaymentType(ID), PaymentType.id(ID));

    private PaymentState ask(PaymentCommand command) {
        return payment.ask(command);
    }

    @Test
    void aPaymentIsHeldThenCaptured() {
        payment.isRefused(new PaymentCommand.Capture(), Reason.NOT_NOW);
        assertThat(ask(new PaymentCommand.Hold("alice", AMOUNT)).getStatus())
                .isEqualTo(PaymentStatus.PAYMENT_STATUS_HELD);
        payment.isRefused(new PaymentCommand.Hold("alice", AMOUNT), Reason.EXISTS);
        assertThat(ask(new PaymentCommand.Capture()).getStatus()).isEqualTo(PaymentStatus.PAYMENT_STATUS_CAPTURED);
        payment.isRefused(new PaymentCommand.Capture(), Reason.NOT_NOW);
    }

    @Test
    void whatNeverCameCanBeCancelledAndThenNeverComes() {
        assertThat(ask(new PaymentCommand.Cancel("alice", AMOUNT)).getStatus())
                .isEqualTo(PaymentStatus.PAYMENT_STATUS_CANCELLED);
        payment.isRefused(new PaymentCommand.Hold("alice", AMOUNT), Reason.EXISTS);
        payment.isRefused(new PaymentCommand.Capture(), Reason.NOT_NOW);
        assertThat(ask(new PaymentCommand.Cancel("alice", AMOUNT))).isEqualTo(payment.now());
        assertThat(payment.events()).hasSize(1);
    }

    @Test
    void refundsGiveBackNoMoreThanWasCaptured() {
        payment.isRefused(new PaymentCommand.Refund("r0", new Money("EUR", 1)), Reason.UNKNOWN);
        ask(new PaymentCommand.Hold("alice", AMOUNT));
        payment.isRefused(new PaymentCommand.Refund("r0", new Money("EUR", 1)), Reason.NOT_NOW);
        ask(new PaymentCommand.Capture());
        payment.isRefused(new PaymentCommand.Refund("r0", new Money("USD", 1)), Reason.OTHER_CURRENCY);
        assertThat(ask(new PaymentCommand.Refund("r1", new Money("EUR", 50))).getRefundedMinor())
                .isEqualTo(50);
        payment.isRefused(new PaymentCommand.Refund("r2", new Money("EUR", 21)), Reason.TOO_MUCH);
        assertThat(ask(new PaymentCommand.Refund("r2", new Money("EUR", 20))).getRefundedMinor())
                .isEqualTo(70);
    }

    @Test
    void aCancellationOfACaptureReversesWhatWasNotRefunded() {
        ask(new PaymentCommand.Hold("alice", AMOUNT));
        ask(new PaymentCommand.Capture());
        ask(new PaymentCommand.Refund("r1", new Money("EUR", 50)));
        ask(new PaymentCommand.Cancel("alice", AMOUNT));
        assertThat(PaymentType.change(payment.events().getLast()).getReversedMinor())
                .isEqualTo(20);
        payment.isRefused(new PaymentCommand.Refund("r2", new Money("EUR", 1)), Reason.NOT_NOW);
    }
}
