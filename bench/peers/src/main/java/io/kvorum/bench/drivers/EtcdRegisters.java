package io.kvorum.bench.drivers;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.kvorum.bench.store.Registers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keys of etcd under a prefix of their own: linearizable reads, and transactions that compare the revision of the key's last
 * change, which is 0 of a key that is not there.
 */
final class EtcdRegisters implements Registers {
    private static final ByteString PREFIX = ByteString.copyFromUtf8("register/");

    private final Supplier<KVGrpc.KVFutureStub> stub;
    private final Function<Throwable, String> outcomes;

    EtcdRegisters(Supplier<KVGrpc.KVFutureStub> stub, Function<Throwable, String> outcomes) {
        this.stub = stub;
        this.outcomes = outcomes;
    }

    @Override
    public CompletableFuture<Found> read(byte[] key) {
        RangeRequest request = RangeRequest.newBuilder().setKey(name(key)).build();
        return EtcdStore.future(stub.get().range(request), EtcdRegisters::found);
    }

    private static Found found(RangeResponse answer) {
        return answer.getKvsList().stream()
                .findFirst()
                .map(pair -> new Found(Optional.of(pair.getValue().toByteArray()), pair.getModRevision()))
                .orElse(Found.NOTHING);
    }

    @Override
    public CompletableFuture<Boolean> writeIf(byte[] key, long version, byte[] value) {
        ByteString name = name(key);
        TxnRequest request = TxnRequest.newBuilder()
                .addCompare(Compare.newBuilder()
                        .setKey(name)
                        .setTarget(Compare.CompareTarget.MOD)
                        .setResult(Compare.CompareResult.EQUAL)
                        .setModRevision(version))
                .addSuccess(RequestOp.newBuilder()
                        .setRequestPut(
                                PutRequest.newBuilder().setKey(name).setValue(UnsafeByteOperations.unsafeWrap(value))))
                .build();
        return EtcdStore.future(stub.get().txn(request), TxnResponse::getSucceeded);
    }

    private static ByteString name(byte[] key) {
        return PREFIX.concat(UnsafeByteOperations.unsafeWrap(key));
    }

    @Override
    public String outcome(Throwable failure) {
        return outcomes.apply(failure);
    }
}
