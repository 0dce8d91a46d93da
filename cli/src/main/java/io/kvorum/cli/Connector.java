package io.kvorum.cli;

import java.time.Duration;
import java.util.List;

/** Opens clusters; tests give commands one of their own. */
@FunctionalInterface
public interface Connector {
    Connector DEFAULT = (endpoints, timeout) -> {
        throw new IllegalStateException();
    };

    /** @param timeout of each request */
    Cluster connect(List<String> endpoints, Duration timeout);
}
