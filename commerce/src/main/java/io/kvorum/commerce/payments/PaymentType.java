package io.kvorum.commerce.payments;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.commerce.domain.ProtoType;
import io.kvorum.commerce.domain.Refusal;
import io.kvorum.commerce.domain.Refusal.Reason;
import io.kvorum.commerce.money.Money;
import io.kvorum.commerce.record.PaymentChange;
import io.kvorum.commerce.record.PaymentState;
import io.kvorum.commerce.record.PaymentStatus;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.DamagedEvent;
import io.kvorum.integrity.aggregate.Decision;
import io.kvorum.integrity.aggregate.Event;
import java.util.List;

/** What became of one payment: held, then captured or cancelled; of what is captured some may be refunded. Payments never merge. */
public final class PaymentType extends ProtoType<PaymentState, PaymentCommand> {
    public static final String NAME = "payment";

    public static final String HELD = "payment-held";
    public static final String CAPTURED = "payment-captured";
    public static final String CANCELLED = "payment-cancelled";
    /** The account hears of it by its inbox. */
    public static final String REFUNDED = "refund-ordered";

    public static final List<String> EVENTS = List.of(HELD, CAPTURED, CANCELLED, REFUNDED);

    private final String payment;

    /** Of one payment: its events name it. */
    public PaymentType(String payment) {
        super(NAME, PaymentState.getDefaultInstance(), PaymentState.parser());
        this.payment = payment;
    }

    public static AggregateId id(String payment) {
        return new AggregateId(NAME, payment);
    }

    /** @throws DamagedEvent if the payload is none of a payment */
    public static PaymentChange change(Event event) {
        try {
            return PaymentChange.parseFrom(event.payload().array());
        } catch (InvalidProtocolBufferException e) {
            throw new DamagedEvent("event " + event.id() + " is none of a payment");
        }
    }

    @Override
    public Decision decide(PaymentState state, PaymentCommand command) {
        return switch (command) {
            case PaymentCommand.Hold hold -> held(state, hold);
            case PaymentCommand.Capture capture -> captured(state);
            case PaymentCommand.Cancel cancel -> cancelled(state, cancel);
            case PaymentCommand.Refund refund -> refunded(state, refund);
        };
    }

    private PaymentChange.Builder change(String account, String currency, long minor) {
        return PaymentChange.newBuilder()
                .setPayment(payment)
                .setAccount(account)
                .setCurrency(currency)
                .setMinor(minor);
    }

    private PaymentChange.Builder change(PaymentState state, long minor) {
        return change(state.getAccount(), state.getCurrency(), minor);
    }

    private Decision held(PaymentState state, PaymentCommand.Hold hold) {
        if (state.getStatus() != PaymentStatus.PAYMENT_STATUS_UNSPECIFIED) {
            throw new Refusal(Reason.EXISTS, "payment " + payment + " is there already");
        }
        Money amount = hold.amount();
        return Decision.of(event(
                HELD, change(hold.account(), amount.currency(), amount.minor()).build()));
    }

    private Decision captured(PaymentState state) {
        if (state.getStatus() != PaymentStatus.PAYMENT_STATUS_HELD) {
            throw new Refusal(Reason.NOT_NOW, "payment " + payment + " is not held");
        }
        return Decision.of(event(CAPTURED, change(state, state.getMinor()).build()));
    }

    private Decision cancelled(PaymentState state, PaymentCommand.Cancel cancel) {
        Money amount = cancel.amount();
        return switch (state.getStatus()) {
            case PAYMENT_STATUS_CANCELLED -> Decision.nothing(Bytes.EMPTY);
            case PAYMENT_STATUS_HELD ->
                Decision.of(event(CANCELLED, change(state, state.getMinor()).build()));
            case PAYMENT_STATUS_CAPTURED ->
                Decision.of(event(
                        CANCELLED,
                        change(state, state.getMinor())
                                .setReversedMinor(state.getMinor() - state.getRefundedMinor())
                                .build()));
            // It was refused, or its request never came: it is known as one that is not to be.
            case PAYMENT_STATUS_UNSPECIFIED, UNRECOGNIZED ->
                Decision.of(event(
                        CANCELLED,
                        change(cancel.account(), amount.currency(), amount.minor())
                                .build()));
        };
    }

    private Decision refunded(PaymentState state, PaymentCommand.Refund refund) {
        if (state.getStatus() == PaymentStatus.PAYMENT_STATUS_UNSPECIFIED) {
            throw new Refusal(Reason.UNKNOWN, "there is no payment " + payment);
        }
        if (state.getStatus() != PaymentStatus.PAYMENT_STATUS_CAPTURED) {
            throw new Refusal(Reason.NOT_NOW, "payment " + payment + " is not captured: there is nothing to give back");
        }
        if (!state.getCurrency().equals(refund.amount().currency())) {
            throw new Refusal(Reason.OTHER_CURRENCY, "payment " + payment + " was made in " + state.getCurrency());
        }
        long left = state.getMinor() - state.getRefundedMinor();
        if (refund.amount().minor() > left) {
            throw new Refusal(
                    Reason.TOO_MUCH,
                    "of payment " + payment + " " + left + " minor units are left, not "
                            + refund.amount().minor());
        }
        return Decision.of(event(
                REFUNDED,
                change(state, refund.amount().minor())
                        .setRefund(refund.refund())
                        .build()));
    }

    @Override
    public PaymentState apply(PaymentState before, Event event) {
        if (!EVENTS.contains(event.type())) {
            return before;
        }
        PaymentChange change = change(event);
        PaymentState.Builder state = before.toBuilder()
                .setId(change.getPayment())
                .setAccount(change.getAccount())
                .setCurrency(change.getCurrency());
        return switch (event.type()) {
            case HELD ->
                state.setMinor(change.getMinor())
                        .setStatus(PaymentStatus.PAYMENT_STATUS_HELD)
                        .build();
            case CAPTURED ->
                state.setStatus(PaymentStatus.PAYMENT_STATUS_CAPTURED).build();
            case CANCELLED ->
                state.setMinor(change.getMinor())
                        .setStatus(PaymentStatus.PAYMENT_STATUS_CANCELLED)
                        .build();
            case REFUNDED ->
                state.setRefundedMinor(before.getRefundedMinor() + change.getMinor())
                        .build();
            default -> throw new IllegalStateException("no rule for event " + event);
        };
    }
}
