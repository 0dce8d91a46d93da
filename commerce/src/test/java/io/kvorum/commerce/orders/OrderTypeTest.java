package io.kvorum.commerce.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.commerce.domain.Refusal.Reason;
import io.kvorum.commerce.record.OrderPlaced;
import io.kvorum.commerce.record.OrderState;
import io.kvorum.commerce.record.OrderStatus;
import io.kvorum.commerce.shop.Played;
import io.kvorum.integrity.aggregate.Event;
import org.junit.jupiter.api.Test;

class OrderTypeTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final OrderPlaced PLACED = OrderPlaced.newBuilder()
            .setId(ID)
            .setRegion("eu")
            .setAccount("alice")
            .setAddress("here")
            .build();

    private final Played<OrderState, OrderCommand> order = new Played<>(new OrderType(), OrderType.id(ID));

    private OrderState ask(OrderCommand command) {
        return order.ask(command);
    }

    @Test
    void whatWasNotPlacedIsNotShipped() {
        order.isRefused(new OrderCommand.Ship(), Reason.UNKNOWN);
        order.isRefused(new OrderCommand.ChangeAddress("there"), Reason.UNKNOWN);
        assertThat(ask(new OrderCommand.Cancel("no"))).isEqualTo(OrderState.getDefaultInstance());
    }

    @Test
    void anOrderIsPlacedOnceUnderItsName() {
        ask(new OrderCommand.Place(PLACED));
        ask(new OrderCommand.Place(PLACED));
        assertThat(order.events()).hasSize(1);
        order.isRefused(
                new OrderCommand.Place(PLACED.toBuilder().setAccount("bob").build()), Reason.EXISTS);
    }

    @Test
    void shippingClosesAndNothingFollows() {
        ask(new OrderCommand.Place(PLACED));
        ask(new OrderCommand.ChangeAddress("there"));
        OrderState closed = ask(new OrderCommand.Ship());
        assertThat(closed.getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_CLOSED);
        assertThat(closed.getAddress()).isEqualTo("there");
        assertThat(order.events())
                .extracting(Event::type)
                .containsExactly(OrderType.PLACED, OrderType.ADDRESS_CHANGED, OrderType.SHIPPED, OrderType.CLOSED);
        order.isRefused(new OrderCommand.Ship(), Reason.NOT_NOW);
        order.isRefused(new OrderCommand.ChangeAddress("elsewhere"), Reason.NOT_NOW);
    }

    @Test
    void aCancelledOrderIsNeverShipped() {
        ask(new OrderCommand.Place(PLACED));
        OrderState cancelled = ask(new OrderCommand.Cancel("changed my mind"));
        assertThat(cancelled.getStatus()).isEqualTo(OrderStatus.ORDER_STATUS_CANCELLED);
        assertThat(cancelled.getReason()).isEqualTo("changed my mind");
        assertThat(ask(new OrderCommand.Cancel("again"))).isEqualTo(cancelled);
        order.isRefused(new OrderCommand.Ship(), Reason.NOT_NOW);
    }
}
