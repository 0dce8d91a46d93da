package io.kvorum.client.call;

import io.kvorum.client.Context;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.WriteOptions;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ReadRequest;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response.ResultCase;
import io.kvorum.protocol.client.WriteRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongFunction;

/** The operations on keys of typed buckets, as requests. */
public final class TypedOperations {
    private TypedOperations() {}

    public static Operation read(String bucket, Bytes key, CellType type, ReadOptions options, Duration deadline) {
        Request request = Request.newBuilder()
                .setRead(ReadRequest.newBuilder()
                        .setBucket(bucket)
                        .setKey(Replies.toWire(key))
                        .setType(type.text())
                        .setLevel(Operations.text(options.level()))
                        .setAtLeast(Replies.toWire(Operations.atLeast(bucket, key, options))))
                .build();
        return new Operation(
                () -> "get " + show(key) + " in bucket " + bucket,
                Operation.Kind.READ,
                new Target.OfKey(bucket, key),
                clusterMillis -> request,
                ResultCase.FOUND,
                deadline);
    }

    /**
     * A write of one operand.
     *
     * @param context replaces what the answer with this token showed
     * @param operand given the issue time of the write id; empty deletes
     */
    public record Update(
            String bucket, Bytes key, CellType type, Context context, LongFunction<Optional<Bytes>> operand) {}

    /** @param writeId given the cluster time, names the write */
    public static Operation write(
            Update update, WriteOptions options, LongFunction<WriteId> writeId, Duration deadline) {
        WriteRequest.Builder write = WriteRequest.newBuilder()
                .setBucket(update.bucket())
                .setKey(Replies.toWire(update.key()))
                .setType(update.type().text())
                .setContext(Replies.toWire(update.context().token()))
                .setLevel(Operations.text(options.level()));
        options.sloppy().ifPresent(write::setSloppy);
        return new Operation(
                () -> "update " + show(update.key()) + " in bucket " + update.bucket(),
                Operation.Kind.WRITE,
                new Target.OfKey(update.bucket(), update.key()),
                clusterMillis -> {
                    WriteId id = writeId.apply(clusterMillis);
                    update.operand().apply(id.issuedAtMillis()).ifPresent(operand -> {
                        write.setValue(Replies.toWire(operand));
                        options.ttl().ifPresent(ttl -> write.setTtlMillis(ttl.toMillis()));
                    });
                    return Request.newBuilder()
                            .setWrite(write.setWriteId(Replies.toWire(id)))
                            .build();
                },
                ResultCase.WRITTEN,
                deadline);
    }

    /** A key for messages. */
    public static String show(Bytes key) {
        return Operations.show(key);
    }
}
