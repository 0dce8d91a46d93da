package io.kvorum.commerce;

import io.kvorum.commerce.http.ApiServer;
import io.kvorum.commerce.http.DeadLetterRoutes;
import io.kvorum.commerce.http.EventRoutes;
import io.kvorum.commerce.http.Route;
import io.kvorum.commerce.inventory.Inventory;
import io.kvorum.commerce.inventory.InventoryResource;
import io.kvorum.commerce.inventory.StockType;
import io.kvorum.commerce.orders.CartResource;
import io.kvorum.commerce.orders.Carts;
import io.kvorum.commerce.orders.HttpParticipant;
import io.kvorum.commerce.orders.OrderViews;
import io.kvorum.commerce.orders.Orders;
import io.kvorum.commerce.orders.OrdersResource;
import io.kvorum.commerce.payments.Books;
import io.kvorum.commerce.payments.HeldFunds;
import io.kvorum.commerce.payments.PaymentType;
import io.kvorum.commerce.payments.Payments;
import io.kvorum.commerce.payments.PaymentsResource;
import io.kvorum.commerce.store.RegionStore;
import io.kvorum.commerce.store.Sweeper;
import io.kvorum.integrity.outbox.OutboxDispatcher;
import io.kvorum.integrity.outbox.OutboxRelay;
import io.kvorum.integrity.outbox.TagDispatcher;
import io.kvorum.integrity.outbox.Transport;
import io.kvorum.integrity.saga.SagaDispatcher;
import io.kvorum.integrity.saga.SagaOptions;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Puts the services together: domain, HTTP, and what works in the background. */
public final class Services {
    /** So many aggregates are worked on at once by each dispatcher. */
    private static final int MOST_BUSY = 1_024;
    /** Groups that follow the feed of a bucket. */
    private static final String RELAY = "relay";

    private static final String SWEEP = "sweep";
    private static final String RUN = "run";
    private static final String CANCEL = "cancel";

    private Services() {}

    /** What follows the feed of a service's bucket. */
    private static final class Background {
        private final RegionStore store;
        private final ServiceMetrics metrics;
        private final String bucket;
        private final List<AutoCloseable> parts = new ArrayList<>();

        Background(RegionStore store, ServiceMetrics metrics, String bucket) {
            this.store = store;
            this.metrics = metrics;
            this.bucket = bucket;
        }

        void relay(Transport transport) {
            OutboxRelay relay = store.relay(bucket, transport);
            OutboxDispatcher dispatcher = new OutboxDispatcher(store.stores().feed(bucket, RELAY), relay, MOST_BUSY);
            metrics.relay(relay, dispatcher);
            parts.add(dispatcher);
        }

        void sweep(Sweeper.Sweep sweep) {
            parts.add(new TagDispatcher(
                    SWEEP,
                    store.stores().feed(bucket, SWEEP),
                    new Sweeper(store.stores().tags(bucket), store.time(), sweep),
                    MOST_BUSY));
        }

        void run(Orders orders) {
            SagaDispatcher runner = new SagaDispatcher(store.stores().feed(bucket, RUN), orders.sagas(), MOST_BUSY);
            metrics.busySagas(runner);
            parts.add(runner);
            parts.add(new TagDispatcher(CANCEL, store.stores().feed(bucket, CANCEL), orders.cancelling(), MOST_BUSY));
        }

        /** Begins to work behind a server. If that fails nothing is left. */
        RunningService behind(ApiServer server, ServiceName name, Runnable begin) {
            RunningService service = new RunningService(name, store.region(), server, parts);
            try {
                begin.run();
            } catch (RuntimeException e) {
                service.close();
                throw e;
            }
            service.ready();
            return service;
        }

        List<Route> deadLetters(Transport transport) {
            return DeadLetterRoutes.of(store.deadLetters(bucket), transport);
        }
    }

    private static ServiceMetrics metrics() {
        return new ServiceMetrics(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    private static ApiServer serve(
            ServiceName name, ServiceSetup setup, List<List<Route>> routes, ServiceMetrics metrics) {
        return new ApiServer(
                name.word(),
                routes.stream().flatMap(List::stream).toList(),
                metrics.registry(),
                setup.host(),
                setup.port());
    }

    /** Starts an instance of inventory. */
    public static RunningService inventory(ServiceSetup setup) {
        RegionStore store = setup.store();
        ServiceMetrics metrics = metrics();
        Inventory inventory = new Inventory(store);
        Transport transport = event -> {
            inventory.listen(event);
            if (event.type().equals(StockType.SHARE_SENT)) {
                EventRoutes.sending(
                                setup.calls(),
                                ServiceName.INVENTORY.word(),
                                StockType.change(event).getOtherRegion())
                        .deliver(event);
            }
        };
        Background background = new Background(store, metrics, store.buckets().stock());
        InventoryResource resource = new InventoryResource(
                inventory,
                store.idempotency(),
                region ->
                        !setup.peers().of(ServiceName.INVENTORY.word(), region).isEmpty());
        ApiServer server = serve(
                ServiceName.INVENTORY,
                setup,
                List.of(
                        resource.routes(),
                        List.of(EventRoutes.receiving(store.keys().verifier(), inventory::take)),
                        background.deadLetters(transport)),
                metrics);
        return background.behind(server, ServiceName.INVENTORY, () -> {
            background.relay(transport);
            background.sweep(inventory.sweep());
        });
    }

    /** Starts an instance of payments. */
    public static RunningService payments(ServiceSetup setup) {
        RegionStore store = setup.store();
        ServiceMetrics metrics = metrics();
        Payments payments = new Payments(store);
        Books books = new Books(store);
        Transport toOrders = EventRoutes.sending(setup.calls(), ServiceName.ORDERS.word(), setup.region());
        Transport transport = event -> {
            books.apply(event);
            if (event.aggregate().type().equals(PaymentType.NAME)) {
                payments.giveBack(event);
                toOrders.deliver(event);
            }
        };
        Background background = new Background(store, metrics, store.buckets().payments());
        PaymentsResource resource = new PaymentsResource(payments, books, store.idempotency(), store.time());
        ApiServer server = serve(
                ServiceName.PAYMENTS, setup, List.of(resource.routes(), background.deadLetters(transport)), metrics);
        return background.behind(server, ServiceName.PAYMENTS, () -> {
            background.relay(transport);
            background.sweep(new HeldFunds(payments));
        });
    }

    /** Starts an instance of orders. */
    public static RunningService orders(ServiceSetup setup, Carts carts) {
        RegionStore store = setup.store();
        ServiceMetrics metrics = metrics();
        ExecutorService refresher = Executors.newVirtualThreadPerTaskExecutor();
        OrderViews views = new OrderViews(store, refresher);
        Orders orders = new Orders(
                store,
                setup.checkout(),
                HttpParticipant.inventory(setup.calls()),
                HttpParticipant.payments(setup.calls()),
                SagaOptions.DEFAULT.time(store.time()).listener(metrics.sagas()));
        String bucket = store.buckets().orders();
        Background background = new Background(store, metrics, bucket);
        Transport transport = views::apply;
        ApiServer server = serve(
                ServiceName.ORDERS,
                setup,
                List.of(
                        new OrdersResource(setup.region(), orders, views, store.idempotency()).routes(),
                        new CartResource(carts).routes(),
                        List.of(EventRoutes.receiving(store.keys().verifier(), transport)),
                        background.deadLetters(transport)),
                metrics);
        return background.behind(server, ServiceName.ORDERS, () -> {
            background.run(orders);
            background.relay(transport);
            background.parts.add(refresher);
        });
    }
}
