package io.kvorum.cli;

import java.time.Duration;
import java.util.List;

/** Opens clusters; tests give commands one of their own. */
@FunctionalInterface
public interface Connector {
    /**
     * @param only whether no other nodes are asked than those at the endpoints
     * @param timeout of each request
     */
    Cluster connect(List<String> endpoints, boolean only, Duration timeout);
}
