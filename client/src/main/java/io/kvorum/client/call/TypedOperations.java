package io.kvorum.client.call;

import io.kvorum.client.Level;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.TypedBucket.Place;
import io.kvorum.client.UnfinishedUpdate;
import io.kvorum.client.WriteOptions;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.protocol.client.CountElementsRequest;
import io.kvorum.protocol.client.ListElementsRequest;
import io.kvorum.protocol.client.ReadCounterRequest;
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
     * @param update given the cluster time in milliseconds since 1970, what is sent; of this bucket and place
     * @param options of which level and sloppy count
     */
    public static Operation write(
            String bucket,
            Place place,
            LongFunction<UnfinishedUpdate> update,
            WriteOptions options,
            Duration deadline) {
        return new Operation(
                () -> "update " + place + " in bucket " + bucket,
                Operation.Kind.UPDATE,
                new Target.OfKey(bucket, place.key()),
                clusterMillis -> Request.newBuilder()
                        .setWrite(toWire(update.apply(clusterMillis), options))
                        .build(),
                ResultCase.WRITTEN,
                deadline);
    }

    private static WriteRequest toWire(UnfinishedUpdate update, WriteOptions options) {
        WriteRequest.Builder write = WriteRequest.newBuilder()
                .setBucket(update.bucket())
                .setKey(Replies.toWire(update.place().key()))
                .setElement(Replies.toWire(update.place().element()))
                .setType(update.type().text())
                .setContext(Replies.toWire(update.context().token()))
                .setWriteId(Replies.toWire(update.writeId()))
                .setLevel(Operations.text(options.level()));
        options.sloppy().ifPresent(write::setSloppy);
        update.operand().ifPresent(operand -> {
            write.setValue(Replies.toWire(operand));
            update.ttl().ifPresent(ttl -> write.setTtlMillis(ttl.toMillis()));
        });
        return write.build();
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

    public static Operation counter(String bucket, Bytes key, CellType type, Optional<Level> level, Duration deadline) {
        Request request = Request.newBuilder()
                .setReadCounter(ReadCounterRequest.newBuilder()
                        .setBucket(bucket)
                        .setKey(Replies.toWire(key))
                        .setType(type.text())
                        .setLevel(Operations.text(level)))
                .build();
        return new Operation(
                () -> "read the counter " + Operations.show(key) + " in bucket " + bucket,
                Operation.Kind.READ,
                new Target.OfKey(bucket, key),
                clusterMillis -> request,
                ResultCase.COUNTER_FOUND,
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
