package io.kvorum.client.call;

import io.kvorum.client.Context;
import io.kvorum.client.Level;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.TypedBucket.Place;
import io.kvorum.client.WriteOptions;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.CountElementsRequest;
import io.kvorum.protocol.client.ListElementsRequest;
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

    public static Operation read(String bucket, Place place, CellType type, ReadOptions options, Duration deadline) {
        Request request = Request.newBuilder()
                .setRead(ReadRequest.newBuilder()
                        .setBucket(bucket)
                        .setKey(Replies.toWire(place.key()))
                        .setElement(Replies.toWire(place.element()))
                        .setType(type.text())
                        .setLevel(Operations.text(options.level()))
                        .setAtLeast(Replies.toWire(atLeast(bucket, place, options))))
                .build();
        return new Operation(
                () -> "get " + place + " in bucket " + bucket,
                Operation.Kind.READ,
                new Target.OfKey(bucket, place.key()),
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
            String bucket, Place place, CellType type, Context context, LongFunction<Optional<Bytes>> operand) {}

    /** @param writeId given the cluster time, names the write */
    public static Operation write(
            Update update, WriteOptions options, LongFunction<WriteId> writeId, Duration deadline) {
        WriteRequest.Builder write = WriteRequest.newBuilder()
                .setBucket(update.bucket())
                .setKey(Replies.toWire(update.place().key()))
                .setElement(Replies.toWire(update.place().element()))
                .setType(update.type().text())
                .setContext(Replies.toWire(update.context().token()))
                .setLevel(Operations.text(options.level()));
        options.sloppy().ifPresent(write::setSloppy);
        return new Operation(
                () -> "update " + update.place() + " in bucket " + update.bucket(),
                Operation.Kind.WRITE,
                new Target.OfKey(update.bucket(), update.place().key()),
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

    private static Bytes atLeast(String bucket, Place place, ReadOptions options) {
        return Operations.atLeast(bucket, place.name(), options);
    }

    /**
     * A page of elements.
     *
     * @param after empty: from the first
     */
    public record Listing(String bucket, Bytes key, CellType type, Bytes after, int limit) {}

    public static Operation list(Listing listing, Optional<Level> level, Duration deadline) {
        Request request = Request.newBuilder()
                .setListElements(ListElementsRequest.newBuilder()
                        .setBucket(listing.bucket())
                        .setKey(Replies.toWire(listing.key()))
                        .setType(listing.type().text())
                        .setAfter(Replies.toWire(listing.after()))
                        .setLimit(listing.limit())
                        .setLevel(Operations.text(level)))
                .build();
        return new Operation(
                () -> "list the elements of " + Operations.show(listing.key()) + " in bucket " + listing.bucket(),
                Operation.Kind.READ,
                new Target.OfKey(listing.bucket(), listing.key()),
                clusterMillis -> request,
                ResultCase.ELEMENTS_FOUND,
                deadline);
    }

    public static Operation count(String bucket, Bytes key, CellType type, Duration deadline) {
        Request request = Request.newBuilder()
                .setCountElements(CountElementsRequest.newBuilder()
                        .setBucket(bucket)
                        .setKey(Replies.toWire(key))
                        .setType(type.text()))
                .build();
        return new Operation(
                () -> "count the elements of " + Operations.show(key) + " in bucket " + bucket,
                Operation.Kind.READ,
                new Target.OfKey(bucket, key),
                clusterMillis -> request,
                ResultCase.ELEMENTS_COUNTED,
                deadline);
    }
}
