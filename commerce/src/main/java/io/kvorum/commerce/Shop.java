package io.kvorum.commerce;

import io.kvorum.client.KvorumClient;
import io.kvorum.commerce.http.Peers;
import io.kvorum.commerce.http.ServiceCalls;
import io.kvorum.commerce.inventory.Inventory;
import io.kvorum.commerce.orders.Checkout;
import io.kvorum.commerce.orders.HttpParticipant;
import io.kvorum.commerce.orders.MapCarts;
import io.kvorum.commerce.orders.OrderViews;
import io.kvorum.commerce.orders.Orders;
import io.kvorum.commerce.payments.Books;
import io.kvorum.commerce.payments.Payments;
import io.kvorum.commerce.reconcile.ShopInvariants;
import io.kvorum.commerce.store.Buckets;
import io.kvorum.commerce.store.KeyRing;
import io.kvorum.commerce.store.RegionStore;
import io.kvorum.commerce.store.Stores;
import io.kvorum.integrity.reconcile.ReconcileOptions;
import io.kvorum.integrity.reconcile.Reconciliation;
import io.kvorum.integrity.saga.SagaOptions;
import io.kvorum.integrity.tag.Time;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The three services of some regions in one process, against a cluster that runs, on ports that the system chooses. To be closed; then the cluster and the
 * clients are left as they are.
 */
public final class Shop implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    private final List<Region> regions;
    private final Path keys;
    private final Checkout checkout;
    private final Peers peers = new Peers();
    private final ServiceCalls calls = new ServiceCalls(peers, CALL_TIMEOUT);
    private final List<RunningService> services = new CopyOnWriteArrayList<>();

    /**
     * A region.
     *
     * @param name also of its buckets
     * @param placement of its buckets, as {@code eu=3}; empty: the cluster's default
     * @param client of its services; preferably one that knows its region
     */
    public record Region(String name, Optional<String> placement, KvorumClient client) {}

    private Shop(List<Region> regions, Path keys, Checkout checkout) {
        this.regions = List.copyOf(regions);
        this.keys = keys;
        this.checkout = checkout;
    }

    /**
     * Creates the buckets that are not there, and starts the services.
     *
     * @param keys the folder of the services' keys, which are made if they are not there: whoever comes later must have the same ones
     * @throws IOException if the keys cannot be read or written
     * @throws io.kvorum.client.KvorumException if the buckets cannot be created
     */
    public static Shop start(List<Region> regions, Path keys, Checkout checkout) throws IOException {
        KeyRing.make(
                keys,
                regions.stream()
                        .flatMap(region -> Arrays.stream(ServiceName.values()).map(name -> name.key(region.name())))
                        .toList());
        Shop shop = new Shop(regions, keys, checkout);
        try {
            for (Region region : regions) {
                new Buckets(region.name()).create(region.client().admin(), region.placement());
                for (ServiceName name : ServiceName.values()) {
                    shop.start(name, region.name());
                }
            }
            return shop;
        } catch (RuntimeException | IOException e) {
            shop.close();
            throw e;
        }
    }

    private Region region(String name) {
        return regions.stream()
                .filter(region -> region.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("region " + name + " is not one of this shop"));
    }

    private RegionStore store(Region region, KeyRing ring) {
        Buckets buckets = new Buckets(region.name());
        return new RegionStore(buckets, Stores.of(region.client(), buckets.groups()), ring, Time.system());
    }

    /**
     * Starts another instance of a service.
     *
     * @return its address
     * @throws IllegalArgumentException if there is no such region
     * @throws IOException if its keys cannot be read
     */
    public URI start(ServiceName name, String regionName) throws IOException {
        Region region = region(regionName);
        RegionStore store = store(region, KeyRing.ofFolder(keys, name.key(regionName)));
        ServiceSetup setup = new ServiceSetup(store, calls, peers, checkout, HOST, 0);
        RunningService service = switch (name) {
            case ORDERS -> Services.orders(setup, new MapCarts(region.client()));
            case PAYMENTS -> Services.payments(setup);
            case INVENTORY -> Services.inventory(setup);
        };
        services.add(service);
        peers.add(name.word(), regionName, service.address());
        return service.address();
    }

    /** Ends all instances of a service in a region; others go on, and ask again until one is there. */
    public void stop(ServiceName name, String regionName) {
        List<RunningService> ending = services.stream()
                .filter(service -> service.name() == name && service.region().equals(regionName))
                .toList();
        services.removeAll(ending);
        ending.forEach(service -> {
            peers.remove(name.word(), regionName, service.address());
            service.close();
        });
    }

    /** Where an instance of a service listens. @throws IllegalArgumentException if none runs */
    public URI address(ServiceName name, String region) {
        return peers.of(name.word(), region).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name.word() + " does not run in region " + region));
    }

    public List<RunningService> services() {
        return List.copyOf(services);
    }

    /**
     * The invariants of a region, read from the store and not from the services.
     *
     * @throws IllegalArgumentException if there is no such region
     */
    public Reconciliation reconciliation(String regionName, ReconcileOptions options) {
        // It signs nothing, for it changes nothing.
        RegionStore store = store(region(regionName), KeyRing.ephemeral("reconciliation"));
        Orders orders = new Orders(
                store,
                checkout,
                HttpParticipant.inventory(calls),
                HttpParticipant.payments(calls),
                SagaOptions.DEFAULT.time(store.time()));
        return new Reconciliation(
                new ShopInvariants(
                                new Inventory(store),
                                new Payments(store),
                                new Books(store),
                                orders,
                                new OrderViews(store, Runnable::run),
                                store.archive())
                        .all(),
                options);
    }

    /** Ends all services, gracefully. */
    @Override
    public void close() {
        services.forEach(RunningService::drain);
        services.forEach(RunningService::close);
        calls.close();
    }
}
