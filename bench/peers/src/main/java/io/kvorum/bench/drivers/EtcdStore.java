package io.kvorum.bench.drivers;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.kvorum.bench.store.Registers;
import io.kvorum.bench.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Keys and values in etcd, all through one member. */
final class EtcdStore implements Store {
    private static final long DEADLINE_SECONDS = 10;

    /** A range that ends there has no end. */
    private static final ByteString ALL_THAT_FOLLOWS = ByteString.copyFrom(new byte[1]);

    private final List<ManagedChannel> channels;
    private final KVGrpc.KVFutureStub pairs;

    EtcdStore(List<ManagedChannel> channels, int member) {
        this.channels = channels;
        this.pairs = KVGrpc.newFutureStub(channels.get(member));
    }

    @Override
    public CompletableFuture<List<byte[]>> read(byte[] key) {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(UnsafeByteOperations.unsafeWrap(key))
                .build();
        return future(stub().range(request), EtcdStore::values);
    }

    @Override
    public CompletableFuture<Void> write(byte[] key, byte[] value) {
        PutRequest request = PutRequest.newBuilder()
                .setKey(UnsafeByteOperations.unsafeWrap(key))
                .setValue(UnsafeByteOperations.unsafeWrap(value))
                .build();
        return future(stub().put(request), written -> written).thenAccept(written -> {});
    }

    @Override
    public CompletableFuture<Void> delete(byte[] key) {
        DeleteRangeRequest request = DeleteRangeRequest.newBuilder()
                .setKey(UnsafeByteOperations.unsafeWrap(key))
                .build();
        return future(stub().deleteRange(request), deleted -> deleted).thenAccept(deleted -> {});
    }

    /** In the order of keys. */
    @Override
    public CompletableFuture<List<Row>> scan(byte[] fromKey, int limit) {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(UnsafeByteOperations.unsafeWrap(fromKey))
                .setRangeEnd(ALL_THAT_FOLLOWS)
                .setLimit(limit)
                .build();
        return future(
                stub().range(request),
                found -> found.getKvsList().stream()
                        .map(pair -> new Row(
                                pair.getKey().toByteArray(), pair.getValue().toByteArray()))
                        .toList());
    }

    private KVGrpc.KVFutureStub stub() {
        return pairs.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private static List<byte[]> values(RangeResponse found) {
        return found.getKvsList().stream()
                .map(pair -> pair.getValue().toByteArray())
                .toList();
    }

    static <R, T> CompletableFuture<T> future(ListenableFuture<? extends R> call, Function<R, T> result) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Futures.addCallback(
                call,
                new FutureCallback<R>() {
                    @Override
                    public void onSuccess(R answer) {
                        future.complete(result.apply(answer));
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        future.completeExceptionally(failure);
                    }
                },
                MoreExecutors.directExecutor());
        return future;
    }

    @Override
    public Optional<Registers> registers() {
        return Optional.of(new EtcdRegisters(this::stub, this::outcome));
    }

    @Override
    public String outcome(Throwable failure) {
        Status status = Status.fromThrowable(Causes.of(failure));
        return status.getCode() + (status.getCode() == Status.Code.RESOURCE_EXHAUSTED ? "/NOT_APPLIED" : "/UNKNOWN");
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
