package io.kvorum.commerce.orders;

import io.kvorum.commerce.domain.ProtoType;
import io.kvorum.commerce.payments.PaymentType;
import io.kvorum.commerce.record.OrderState;
import io.kvorum.commerce.record.OrderStatus;
import io.kvorum.commerce.record.OrderView;
import io.kvorum.commerce.record.PaymentChange;
import io.kvorum.commerce.record.PaymentStatus;
import io.kvorum.commerce.store.Directory;
import io.kvorum.commerce.store.RegionStore;
import io.kvorum.integrity.aggregate.Aggregate;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.Event;
import io.kvorum.integrity.aggregate.EventLog;
import io.kvorum.integrity.outbox.DeliveryRefused;
import io.kvorum.integrity.projection.CacheOptions;
import io.kvorum.integrity.projection.On;
import io.kvorum.integrity.projection.Projection;
import io.kvorum.integrity.projection.ProjectionType;
import io.kvorum.integrity.projection.Totals;
import io.kvorum.integrity.projection.Totals.Counted;
import io.kvorum.integrity.projection.View;
import io.kvorum.integrity.projection.ViewCache;
import io.kvorum.integrity.tag.TagUpdates;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Read models of orders: each order with its payment, the list of orders, and revenue. They hear of events of orders and of payments; a payment has the
 * name of its order. Safe for use by many threads.
 */
public final class OrderViews {
    private static final int SHARDS = 64;

    private final Projection<OrderView> views;
    private final ViewCache<OrderView> cache;
    private final Totals revenue;
    private final Directory directory;

    /** @param refresher reads what is stale, in the background */
    public OrderViews(RegionStore store, Executor refresher) {
        TagUpdates updates = store.updates(store.buckets().views());
        EventLog archive = store.archive();
        this.views = new Projection<>(
                new ProjectionType<>(
                        "order_view",
                        1,
                        ProtoType.codec(OrderView.parser()),
                        OrderView.getDefaultInstance(),
                        List.of(
                                on(OrderType.PLACED),
                                on(OrderType.ADDRESS_CHANGED),
                                on(OrderType.SHIPPED),
                                on(OrderType.CLOSED),
                                on(OrderType.CANCELLED),
                                on(PaymentType.HELD),
                                on(PaymentType.CAPTURED),
                                on(PaymentType.CANCELLED),
                                on(PaymentType.REFUNDED))),
                updates,
                archive);
        this.cache = new ViewCache<>(views, CacheOptions.DEFAULT.time(store.time()), refresher);
        this.revenue = new Totals(
                "revenue",
                1,
                SHARDS,
                List.of(
                        new Counted.Nothing(PaymentType.HELD),
                        new Counted.Adds(PaymentType.CAPTURED, event -> amount(event, 1)),
                        new Counted.Adds(PaymentType.REFUNDED, event -> amount(event, -1)),
                        new Counted.Adds(PaymentType.CANCELLED, OrderViews::reversed)),
                updates,
                archive);
        this.directory = new Directory("orders", OrderType.EVENTS, Set.of(OrderType.PLACED), updates, archive);
    }

    private static On<OrderView> on(String type) {
        return new On.Change<>(type, event -> event.aggregate().id(), OrderViews::after);
    }

    private static Map<String, Long> amount(Event event, int sign) {
        PaymentChange change = PaymentType.change(event);
        return Map.of(change.getCurrency(), sign * change.getMinor());
    }

    private static Map<String, Long> reversed(Event event) {
        PaymentChange change = PaymentType.change(event);
        return Map.of(change.getCurrency(), -change.getReversedMinor());
    }

    private static OrderView after(OrderView before, Event event) {
        OrderView.Builder view = before.toBuilder();
        return switch (event.type()) {
            case OrderType.PLACED -> {
                var placed = OrderType.placed(event);
                yield view.setPlaced(placed)
                        .setAddress(placed.getAddress())
                        .setStatus(OrderStatus.ORDER_STATUS_PLACED)
                        .build();
            }
            case OrderType.ADDRESS_CHANGED ->
                view.setAddress(OrderType.change(event).getAddress()).build();
            case OrderType.SHIPPED -> view.setShipped(true).build();
            case OrderType.CLOSED ->
                view.setStatus(OrderStatus.ORDER_STATUS_CLOSED).build();
            case OrderType.CANCELLED ->
                view.setStatus(OrderStatus.ORDER_STATUS_CANCELLED)
                        .setReason(OrderType.change(event).getReason())
                        .build();
            case PaymentType.HELD ->
                view.setPayment(PaymentStatus.PAYMENT_STATUS_HELD).build();
            case PaymentType.CAPTURED ->
                view.setPayment(PaymentStatus.PAYMENT_STATUS_CAPTURED)
                        .setCapturedMinor(PaymentType.change(event).getMinor())
                        .build();
            case PaymentType.CANCELLED ->
                view.setPayment(PaymentStatus.PAYMENT_STATUS_CANCELLED)
                        .setCapturedMinor(0)
                        .build();
            case PaymentType.REFUNDED ->
                view.setRefundedMinor(before.getRefundedMinor()
                                + PaymentType.change(event).getMinor())
                        .build();
            default -> before;
        };
    }

    /** An event of an order or of a payment, as often as it comes. @throws DeliveryRefused if it is of something else */
    public void apply(Event event) {
        switch (event.aggregate().type()) {
            case OrderType.NAME -> {
                directory.apply(event);
                views.apply(event);
                cache.changed(event);
            }
            case PaymentType.NAME -> {
                revenue.apply(event);
                views.apply(event);
                cache.changed(event);
            }
            default -> throw new DeliveryRefused("orders takes no events of " + event.aggregate());
        }
    }

    /** From memory, and read anew in the background when it is stale. */
    public ViewCache.Cached<OrderView> glance(String order) {
        return cache.get(order);
    }

    /** By a linearizable read of the view. */
    public OrderView read(String order) {
        return views.read(order).value();
    }

    /** Brought up to what the order is now; of its payment it has what it was told. */
    public View<OrderView> refresh(Aggregate<OrderState> order) {
        return views.refresh(order.id().id(), order);
    }

    /** By currency, in minor units. */
    public Totals.Sums revenue() {
        return revenue.read();
    }

    /** All orders that were told of. */
    public List<String> orders() {
        return directory.list().stream().map(AggregateId::id).toList();
    }
}
