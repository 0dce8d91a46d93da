package io.kvorum.bench.peer;

import io.kvorum.bench.store.Store;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Connects to stores of one kind through a driver. Found as a service: the drivers are in a module of their own, which is on
 * the class path only where they are needed.
 */
public interface StoreOpener {
    /** {@code cassandra}, {@code etcd} or {@code redis}. */
    String kind();

    /** The driver's name and version. */
    String driver();

    /**
     * Connects and lays out what is needed; ready for load.
     *
     * @param endpoints all servers, as host:port
     * @throws IllegalStateException if that does not succeed in time
     */
    Store open(List<String> endpoints) throws InterruptedException;

    /** @throws PeerUnavailable if there is no driver for it on the class path */
    static StoreOpener of(String kind) {
        for (StoreOpener opener : ServiceLoader.load(StoreOpener.class)) {
            if (opener.kind().equals(kind)) {
                return opener;
            }
        }
        throw new PeerUnavailable(
                "the driver of " + kind + " is not on the class path: start with ./kvctl, which builds it", List.of());
    }
}
