package io.kvorum.bench.drivers;

import io.kvorum.bench.store.Store;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Strings in Redis. Its keys have no order, so there are no scans. */
final class RedisStore implements Store {
    private final RedisClient client;
    private final ClientResources resources;
    private final RedisAsyncCommands<byte[], byte[]> commands;

    RedisStore(RedisClient client, ClientResources resources, StatefulRedisConnection<byte[], byte[]> connection) {
        this.client = client;
        this.resources = resources;
        this.commands = connection.async();
    }

    @Override
    public CompletableFuture<List<byte[]>> read(byte[] key) {
        return commands.get(key)
                .<List<byte[]>>thenApply(value -> value == null ? List.of() : List.of(value))
                .toCompletableFuture();
    }

    @Override
    public CompletableFuture<Void> write(byte[] key, byte[] value) {
        return done(commands.set(key, value));
    }

    @Override
    public CompletableFuture<Void> delete(byte[] key) {
        return done(commands.del(key));
    }

    @Override
    public CompletableFuture<List<Row>> scan(byte[] fromKey, int limit) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("keys of Redis have no order"));
    }

    private static CompletableFuture<Void> done(RedisFuture<?> command) {
        return command.<Void>thenApply(answer -> null).toCompletableFuture();
    }

    @Override
    public String outcome(Throwable failure) {
        return Causes.name(Causes.of(failure)) + "/UNKNOWN";
    }

    @Override
    public void close() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
