package io.kvorum.client.call;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ExplainRegisterRequest;
import io.kvorum.protocol.client.ReadRegisterRequest;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.client.Response.ResultCase;
import io.kvorum.protocol.client.UpdateRegisterRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongFunction;

/** The operations on keys of strong buckets, as requests. */
public final class StrongOperations {
    private StrongOperations() {}

    /**
     * Reads a key, or all keys with a prefix.
     *
     * @param anyReplica whatever one replica has
     */
    public static Operation read(String bucket, Bytes key, boolean range, boolean anyReplica, Duration deadline) {
        Request request = Request.newBuilder()
                .setReadRegister(ReadRegisterRequest.newBuilder()
                        .setBucket(bucket)
                        .setKey(Replies.toWire(key))
                        .setRange(range)
                        .setAnyReplica(anyReplica))
                .build();
        return new Operation(
                () -> "get " + Operations.show(key) + (range ? "…" : "") + " in bucket " + bucket,
                Operation.Kind.READ,
                new Target.OfKey(bucket, key),
                clusterMillis -> request,
                ResultCase.REGISTER_FOUND,
                deadline);
    }

    public static Operation explain(String bucket, Bytes key, Duration deadline) {
        Request request = Request.newBuilder()
                .setExplainRegister(
                        ExplainRegisterRequest.newBuilder().setBucket(bucket).setKey(Replies.toWire(key)))
                .build();
        return new Operation(
                () -> "explain " + Operations.show(key) + " in bucket " + bucket,
                Operation.Kind.READ,
                new Target.OfKey(bucket, key),
                clusterMillis -> request,
                ResultCase.REGISTER_EXPLAINED,
                deadline);
    }

    /** The name of a write, or of an update of a strong bucket. */
    static Optional<WriteId> writeIdOf(Request request) {
        if (request.hasWrite()) {
            return Optional.of(Replies.writeId(request.getWrite().getWriteId()));
        }
        return request.hasUpdateRegister()
                ? Optional.of(Replies.writeId(request.getUpdateRegister().getWriteId()))
                : Optional.empty();
    }

    /** An update says that there was an attempt before, which may have got anywhere: a failed condition has to be recorded. */
    static Request asAttempt(Request request, int attempt) {
        return attempt > 1 && request.hasUpdateRegister()
                ? request.toBuilder()
                        .setUpdateRegister(
                                request.getUpdateRegister().toBuilder().setIsRetry(true))
                        .build()
                : request;
    }

    /**
     * Does this answer end the operation? A condition that failed at a first attempt is recorded nowhere: if there was another
     * attempt since, that one may have been judged by a later state, or will be.
     */
    static boolean isFinal(Response response, int attempt, int attempts) {
        return !response.hasConditionsFailed() || attempt > 1 || attempts == 1;
    }

    /** Does the application ask again for an update that an earlier call may have begun? */
    static boolean mayHaveBegun(Request request) {
        return request.hasUpdateRegister() && request.getUpdateRegister().getIsRetry();
    }

    /**
     * A compare-and-set. It is answered by {@code UPDATED} or by {@code CONDITIONS_FAILED}.
     *
     * @param update without bucket and write id
     * @param key one of its keys
     * @param writeId given the cluster time, names the update
     */
    public static Operation update(
            String bucket, Bytes key, UpdateRegisterRequest update, LongFunction<WriteId> writeId, Duration deadline) {
        return new Operation(
                () -> "update " + Operations.show(key) + " in bucket " + bucket,
                Operation.Kind.WRITE,
                new Target.OfKey(bucket, key),
                clusterMillis -> Request.newBuilder()
                        .setUpdateRegister(update.toBuilder()
                                .setBucket(bucket)
                                .setWriteId(Replies.toWire(writeId.apply(clusterMillis))))
                        .build(),
                ResultCase.UPDATED,
                deadline);
    }
}
