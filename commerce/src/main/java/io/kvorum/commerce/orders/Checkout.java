package io.kvorum.commerce.orders;

import io.kvorum.commerce.domain.ProtoType;
import io.kvorum.commerce.record.OrderPlaced;
import io.kvorum.integrity.saga.SagaStep;
import io.kvorum.integrity.saga.SagaType;
import io.kvorum.integrity.saga.StepCall;
import java.time.Duration;
import java.util.List;

/**
 * The saga of an order: reserve stock, hold the payment, confirm both, ship; or undo all of it.
 *
 * @param deadline an order that is not decided by then is cancelled
 * @param holdFor stock and money are held for so long at most; longer than the deadline
 */
public record Checkout(Duration deadline, Duration holdFor) {
    public static final Checkout DEFAULT = new Checkout(Duration.ofSeconds(30), Duration.ofMinutes(2));

    public static final String STOCK = "stock";
    public static final String PAYMENT = "payment";
    public static final String SHIP = "ship";

    /**
     * Whom an order needs; each call is repeated until its answer is known, under the same id.
     *
     * @param stock reserves, confirms and releases its lines
     * @param payment holds, captures and releases its total
     * @param ship lets it leave and closes it; and takes that back, should it ever be asked to
     */
    public record Participants(
            StepCall<OrderPlaced> stock, StepCall<OrderPlaced> payment, StepCall<OrderPlaced> ship) {}

    SagaType<OrderPlaced> saga(Participants participants) {
        return new SagaType<>(
                OrderType.NAME,
                deadline,
                ProtoType.codec(OrderPlaced.parser()),
                List.of(
                        hold(STOCK, participants.stock()),
                        hold(PAYMENT, participants.payment()),
                        // What has left cannot be called back: it comes last.
                        new SagaStep.Action<>(
                                SHIP,
                                new SagaStep.Confirm<>(participants.ship()),
                                new SagaStep.Cancel<>(participants.ship()))));
    }

    private SagaStep<OrderPlaced> hold(String name, StepCall<OrderPlaced> call) {
        return new SagaStep.Hold<>(
                name, new SagaStep.Try<>(holdFor, call), new SagaStep.Confirm<>(call), new SagaStep.Cancel<>(call));
    }
}
