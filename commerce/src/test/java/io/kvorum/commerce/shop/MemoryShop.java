package io.kvorum.commerce.shop;

import io.kvorum.commerce.RunningService;
import io.kvorum.commerce.ServiceName;
import io.kvorum.commerce.ServiceSetup;
import io.kvorum.commerce.Services;
import io.kvorum.commerce.http.Peers;
import io.kvorum.commerce.http.ServiceCalls;
import io.kvorum.commerce.orders.Checkout;
import io.kvorum.commerce.store.KeyRing;
import io.kvorum.commerce.store.RegionStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.tag.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The services of two regions as they are, over HTTP, on a store in memory. */
public final class MemoryShop implements AutoCloseable {
    private static final KeyRing KEYS = KeyRing.ephemeral("test");

    private final List<RunningService> services = new ArrayList<>();
    private final List<ShopClient> clients = new ArrayList<>();
    private final ServiceCalls calls;

    public MemoryShop(String... regions) {
        Peers peers = new Peers();
        this.calls = new ServiceCalls(peers, Duration.ofSeconds(20));
        InMemory store = new InMemory(new Faults(), System::currentTimeMillis);
        for (String name : regions) {
            RegionStore region = store.region(name, KEYS, Time.system());
            ServiceSetup setup = new ServiceSetup(region, calls, peers, Checkout.DEFAULT, "127.0.0.1", 0);
            for (RunningService service : List.of(
                    Services.inventory(setup), Services.payments(setup), Services.orders(setup, new MemoryCarts()))) {
                services.add(service);
                peers.add(service.name().word(), name, service.address());
            }
        }
    }

    public RunningService service(ServiceName name, String region) {
        return services.stream()
                .filter(one -> one.name() == name && one.region().equals(region))
                .findFirst()
                .orElseThrow();
    }

    public ShopClient client(ServiceName name, String region) {
        ShopClient client = new ShopClient(name.word(), service(name, region).address());
        clients.add(client);
        return client;
    }

    @Override
    public void close() {
        services.forEach(RunningService::close);
        calls.close();
        clients.forEach(ShopClient::close);
    }
}
