package io.kvorum.commerce.orders;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.commerce.domain.ProtoType;
import io.kvorum.commerce.domain.Refusal;
import io.kvorum.commerce.domain.Refusal.Reason;
import io.kvorum.commerce.record.OrderChange;
import io.kvorum.commerce.record.OrderPlaced;
import io.kvorum.commerce.record.OrderState;
import io.kvorum.commerce.record.OrderStatus;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.DamagedEvent;
import io.kvorum.integrity.aggregate.Decision;
import io.kvorum.integrity.aggregate.Event;
import java.util.List;

/** An order: placed, then closed or cancelled. It is closed when it is shipped, and it is shipped once it is paid. */
public final class OrderType extends ProtoType<OrderState, OrderCommand> {
    /** Also of its saga, which is in the same tag. */
    public static final String NAME = "order";

    public static final String PLACED = "order-placed";
    public static final String ADDRESS_CHANGED = "order-address-changed";
    public static final String SHIPPED = "order-shipped";
    public static final String CLOSED = "order-closed";
    public static final String CANCELLED = "order-cancelled";
    public static final List<String> EVENTS = List.of(PLACED, ADDRESS_CHANGED, SHIPPED, CLOSED, CANCELLED);

    public OrderType() {
        super(NAME, OrderState.getDefaultInstance(), OrderState.parser());
    }

    public static AggregateId id(String order) {
        return new AggregateId(NAME, order);
    }

    /** @throws DamagedEvent if the payload is no order */
    public static OrderPlaced placed(Event event) {
        try {
            return OrderPlaced.parseFrom(event.payload().array());
        } catch (InvalidProtocolBufferException e) {
            throw new DamagedEvent("event " + event.id() + " holds no order");
        }
    }

    /** @throws DamagedEvent if the payload is none of an order */
    public static OrderChange change(Event event) {
        try {
            return OrderChange.parseFrom(event.payload().array());
        } catch (InvalidProtocolBufferException e) {
            throw new DamagedEvent("event " + event.id() + " is none of an order");
        }
    }

    @Override
    public Decision decide(OrderState order, OrderCommand command) {
        return switch (command) {
            case OrderCommand.Place place -> placed(order, place);
            case OrderCommand.ChangeAddress change -> {
                check(order);
                yield Decision.of(event(
                        ADDRESS_CHANGED,
                        change(order).setAddress(change.address()).build()));
            }
            case OrderCommand.Ship ship -> {
                check(order);
                OrderChange change = change(order).build();
                yield Decision.of(event(SHIPPED, change), event(CLOSED, change));
            }
            case OrderCommand.Cancel cancel -> cancelled(order, cancel);
        };
    }

    private static OrderChange.Builder change(OrderState order) {
        return OrderChange.newBuilder().setOrder(order.getPlaced().getId());
    }

    private static Decision placed(OrderState order, OrderCommand.Place place) {
        if (order.getStatus() == OrderStatus.ORDER_STATUS_UNSPECIFIED) {
            return Decision.of(event(PLACED, place.order()));
        }
        if (!order.getPlaced().equals(place.order())) {
            // Its record has expired; its id tells all the same.
            throw new Refusal(Reason.EXISTS, "order " + place.order().getId() + " was placed with other lines");
        }
        return Decision.nothing(Bytes.EMPTY);
    }

    private static void check(OrderState order) {
        switch (order.getStatus()) {
            case ORDER_STATUS_PLACED -> {}
            case ORDER_STATUS_CLOSED, ORDER_STATUS_CANCELLED ->
                throw new Refusal(
                        Reason.NOT_NOW,
                        "order " + order.getPlaced().getId() + " is "
                                + (order.getStatus() == OrderStatus.ORDER_STATUS_CLOSED ? "closed" : "cancelled"));
            case ORDER_STATUS_UNSPECIFIED, UNRECOGNIZED -> throw new Refusal(Reason.UNKNOWN, "there is no such order");
        }
    }

    private static Decision cancelled(OrderState order, OrderCommand.Cancel cancel) {
        if (order.getStatus() == OrderStatus.ORDER_STATUS_UNSPECIFIED
                || order.getStatus() == OrderStatus.ORDER_STATUS_CANCELLED) {
            return Decision.nothing(Bytes.EMPTY);
        }
        return Decision.of(
                event(CANCELLED, change(order).setReason(cancel.reason()).build()));
    }

    @Override
    public OrderState apply(OrderState before, Event event) {
        return switch (event.type()) {
            case PLACED -> {
                OrderPlaced placed = placed(event);
                yield before.toBuilder()
                        .setPlaced(placed)
                        .setAddress(placed.getAddress())
                        .setStatus(OrderStatus.ORDER_STATUS_PLACED)
                        .build();
            }
            case ADDRESS_CHANGED ->
                before.toBuilder().setAddress(change(event).getAddress()).build();
            case SHIPPED -> before.toBuilder().setShipped(true).build();
            case CLOSED ->
                before.toBuilder().setStatus(OrderStatus.ORDER_STATUS_CLOSED).build();
            case CANCELLED ->
                before.toBuilder()
                        .setStatus(OrderStatus.ORDER_STATUS_CANCELLED)
                        .setReason(change(event).getReason())
                        .build();
            default -> before;
        };
    }
}
