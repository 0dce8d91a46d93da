package io.kvorum.commerce;

import io.kvorum.commerce.http.ApiServer;
import io.kvorum.commerce.http.Route;
import java.net.URI;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An instance of a service that runs. To be closed. */
public final class RunningService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningService.class);

    private final ServiceName name;
    private final String region;
    private final ApiServer server;
    private final List<AutoCloseable> behind;

    /** @param behind what works in the background, in the order in which it is to end; may still grow until it is ready */
    RunningService(ServiceName name, String region, ApiServer server, List<AutoCloseable> behind) {
        this.name = name;
        this.region = region;
        this.server = server;
        this.behind = behind;
    }

    void ready() {
        server.ready();
    }

    public ServiceName name() {
        return name;
    }

    public String region() {
        return region;
    }

    public URI address() {
        return server.address();
    }

    /** Everything that can be asked of it. */
    public List<Route> routes() {
        return server.routes();
    }

    /** From now on {@code /readyz} fails, so that callers go elsewhere; it goes on to serve those who have not noticed. */
    public void drain() {
        server.drain();
    }

    /**
     * Ends gracefully: requests that are under way are answered; what works in the background stops where it is, and goes on wherever another instance
     * runs.
     */
    @Override
    public void close() {
        close(server);
        behind.forEach(RunningService::close);
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // The rest is to end all the same.
            LOG.warn("A part of a service did not end as it should: {}", e.toString());
        }
    }
}
