package io.kvorum.bench.drivers;

import io.kvorum.bench.peer.StoreOpener;
import io.kvorum.bench.store.Store;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.LettuceVersion;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.List;

/** Connects to a Redis server: one connection with many commands in flight on it, as Lettuce is used. */
public final class RedisOpener implements StoreOpener {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Lettuce itself asks for no fewer. */
    private static final int MIN_THREADS = 2;

    @Override
    public String kind() {
        return "redis";
    }

    @Override
    public String driver() {
        return "lettuce-core " + LettuceVersion.getVersion() + ", one connection, pipelined";
    }

    @Override
    public Store open(List<String> endpoints) {
        String endpoint = endpoints.get(0);
        int colon = endpoint.lastIndexOf(':');
        RedisURI uri = RedisURI.builder()
                .withHost(endpoint.substring(0, colon))
                .withPort(Integer.parseInt(endpoint.substring(colon + 1)))
                .withTimeout(TIMEOUT)
                .build();
        ClientResources resources = ClientResources.builder()
                .ioThreadPoolSize(MIN_THREADS)
                .computationThreadPoolSize(MIN_THREADS)
                .build();
        RedisClient client = RedisClient.create(resources, uri);
        client.setOptions(ClientOptions.builder()
                .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
                .build());
        return new RedisStore(client, resources, client.connect(ByteArrayCodec.INSTANCE));
    }
}
