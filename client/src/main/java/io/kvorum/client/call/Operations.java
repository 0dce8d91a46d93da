package io.kvorum.client.call;

import io.kvorum.client.Context;
import io.kvorum.client.Level;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.WriteOptions;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ExplainRequest;
import io.kvorum.protocol.client.MultiReadRequest;
import io.kvorum.protocol.client.ReadRequest;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response.ResultCase;
import io.kvorum.protocol.client.WriteRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** The operations on keys, as requests. */
public final class Operations {
    private static final int SHOWN_KEY_BYTES = 64;

    private Operations() {}

    public static Operation read(String bucket, Bytes key, ReadOptions options, Duration deadline) {
        Request request = Request.newBuilder()
                .setRead(ReadRequest.newBuilder()
                        .setBucket(bucket)
                        .setKey(Replies.toWire(key))
                        .setLevel(text(options.level()))
                        .setAtLeast(Replies.toWire(atLeast(bucket, key, options))))
                .build();
        return new Operation(
                () -> "get " + show(key) + " in bucket " + bucket,
                Operation.Kind.READ,
                new Target.OfKey(bucket, key),
                clusterMillis -> request,
                ResultCase.FOUND,
                deadline);
    }

    static Operation multiRead(String bucket, List<Bytes> keys, ReadOptions options, Duration deadline) {
        MultiReadRequest.Builder request =
                MultiReadRequest.newBuilder().setBucket(bucket).setLevel(text(options.level()));
        for (Bytes key : keys) {
            request.addItems(MultiReadRequest.Item.newBuilder()
                    .setKey(Replies.toWire(key))
                    .setAtLeast(Replies.toWire(atLeast(bucket, key, options))));
        }
        return new Operation(
                () -> "get " + keys.size() + " keys in bucket " + bucket,
                Operation.Kind.READ,
                new Target.OfKey(bucket, keys.get(0)),
                clusterMillis -> Request.newBuilder().setMultiRead(request).build(),
                ResultCase.MULTI_FOUND,
                deadline);
    }

    /**
     * Put or delete.
     *
     * @param value empty deletes
     * @param context replaces what the answer with this token showed
     * @param writeId given the cluster time, names the write
     */
    public static Operation write(
            String bucket,
            Bytes key,
            Optional<Bytes> value,
            Context context,
            WriteOptions options,
            LongFunction<WriteId> writeId,
            Duration deadline) {
        WriteRequest.Builder write = WriteRequest.newBuilder()
                .setBucket(bucket)
                .setKey(Replies.toWire(key))
                .setContext(Replies.toWire(context.token()))
                .setLevel(text(options.level()));
        value.ifPresent(bytes -> {
            write.setValue(Replies.toWire(bytes));
            options.ttl().ifPresent(ttl -> write.setTtlMillis(ttl.toMillis()));
        });
        options.sloppy().ifPresent(write::setSloppy);
        String verb = value.isPresent() ? "put " : "delete ";
        return new Operation(
                () -> verb + show(key) + " in bucket " + bucket,
                Operation.Kind.WRITE,
                new Target.OfKey(bucket, key),
                clusterMillis -> Request.newBuilder()
                        .setWrite(write.setWriteId(Replies.toWire(writeId.apply(clusterMillis))))
                        .build(),
                ResultCase.WRITTEN,
                deadline);
    }

    /** @param element of the key; empty: the key itself */
    public static Operation explain(String bucket, Bytes key, Bytes element, Duration deadline) {
        Request request = Request.newBuilder()
                .setExplain(ExplainRequest.newBuilder()
                        .setBucket(bucket)
                        .setKey(Replies.toWire(key))
                        .setElement(Replies.toWire(element)))
                .build();
        return new Operation(
                () -> "explain " + show(key) + " in bucket " + bucket,
                Operation.Kind.READ,
                new Target.OfKey(bucket, key),
                clusterMillis -> request,
                ResultCase.EXPLAINED,
                deadline);
    }

    static String text(Optional<Level> level) {
        return level.map(Level::text).orElse("");
    }

    static Bytes atLeast(String bucket, Bytes key, ReadOptions options) {
        return options.atLeast()
                .or(() -> options.session().flatMap(session -> session.seen(bucket, key)))
                .orElse(Context.NONE)
                .token();
    }

    /** A key for messages: its text if it is printable, else in hex; cut if it is long. */
    public static String show(Bytes key) {
        String text = new String(key.array(), StandardCharsets.UTF_8);
        boolean printable = key.length() <= SHOWN_KEY_BYTES
                && text.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0xFFFD);
        return printable ? "'" + text + "'" : "0x" + key;
    }
}
