package io.kvorum.commerce;

import io.kvorum.commerce.http.Peers;
import io.kvorum.commerce.http.ServiceCalls;
import io.kvorum.commerce.orders.Checkout;
import io.kvorum.commerce.store.RegionStore;

/**
 * What an instance of a service is made of.
 *
 * @param store of its region
 * @param calls of other services, which {@code peers} are
 * @param checkout how long sagas and holds may take; of orders
 * @param host to listen on
 * @param port 0: the system chooses
 */
public record ServiceSetup(
        RegionStore store, ServiceCalls calls, Peers peers, Checkout checkout, String host, int port) {
    public String region() {
        return store.region();
    }
}
