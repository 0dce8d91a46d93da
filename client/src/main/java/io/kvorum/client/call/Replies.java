package io.kvorum.client.call;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.client.Context;
import io.kvorum.client.FailureDetails;
import io.kvorum.client.Outcome;
import io.kvorum.client.Receipt;
import io.kvorum.client.Sibling;
import io.kvorum.client.Siblings;
import io.kvorum.client.Unavailable;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.protocol.client.ErrorCode;
import io.kvorum.protocol.client.Found;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.client.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Between the protocol's messages and the client's types. */
public final class Replies {
    private Replies() {}

    /** Does every dot of the data that this shows make sense? What does not is no answer. */
    static boolean isSound(Response response) {
        return switch (response.getResultCase()) {
            case WRITTEN -> isSound(response.getWritten().getDot());
            case FOUND -> isSound(response.getFound());
            case MULTI_FOUND ->
                response.getMultiFound().getItemsList().stream()
                        .allMatch(item -> !item.hasFound() || isSound(item.getFound()));
            default -> true;
        };
    }

    private static boolean isSound(Found found) {
        return found.getVersionsList().stream().allMatch(version -> isSound(version.getDot()));
    }

    private static boolean isSound(io.kvorum.protocol.client.Dot dot) {
        return dot.getCounter() > 0;
    }

    /**
     * Reads an answer about the cluster or a node.
     *
     * @throws Unavailable if it cannot be understood
     */
    public static <R> R understood(Response response, Function<Response, R> read) {
        try {
            return read.apply(response);
        } catch (IllegalArgumentException | MalformedBytesException e) {
            throw new Unavailable(new FailureDetails(
                    ErrorCode.ERROR_CODE_INTERNAL,
                    Outcome.NOT_APPLIED,
                    "a node sent a " + response.getResultCase() + " that cannot be understood: " + e.getMessage(),
                    "",
                    Receipt.NONE));
        }
    }

    public static Receipt receipt(io.kvorum.protocol.client.Receipt from) {
        return new Receipt(
                from.getRequired(),
                from.getPrimariesList(),
                from.getFallbacksList(),
                from.getLevelMet(),
                from.getDisagreedList(),
                from.getAsOfMillis() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(from.getAsOfMillis())));
    }

    public static WriteId writeId(io.kvorum.protocol.client.WriteId from) {
        return new WriteId(from.getSession(), from.getSequence(), from.getIssuedAtMillis());
    }

    public static io.kvorum.protocol.client.WriteId toWire(WriteId id) {
        return io.kvorum.protocol.client.WriteId.newBuilder()
                .setSession(id.session())
                .setSequence(id.sequence())
                .setIssuedAtMillis(id.issuedAtMillis())
                .build();
    }

    public static Dot dot(io.kvorum.protocol.client.Dot from) {
        return new Dot(new Actor(from.getActor()), from.getCounter());
    }

    public static List<Sibling<Bytes>> versions(List<Version> from) {
        return from.stream()
                .map(version -> new Sibling<>(
                        bytes(version.getValue()),
                        dot(version.getDot()),
                        writeId(version.getWriteId()),
                        version.getExpiresAtMillis() == 0
                                ? Optional.empty()
                                : Optional.of(Instant.ofEpochMilli(version.getExpiresAtMillis()))))
                .toList();
    }

    public static Siblings<Bytes> siblings(Found from) {
        return new Siblings<>(versions(from.getVersionsList()), context(from.getContext()), receipt(from.getReceipt()));
    }

    public static Context context(ByteString token) {
        return token.isEmpty() ? Context.NONE : new Context(bytes(token));
    }

    /** Of a row: the byte that names its type comes before the element. */
    public static Optional<Bytes> element(ByteString sub) {
        return sub.isEmpty() ? Optional.empty() : Optional.of(bytes(sub.substring(1)));
    }

    public static Bytes bytes(ByteString from) {
        return Bytes.of(from.toByteArray());
    }

    /** Without a copy: both are immutable. */
    public static ByteString toWire(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }
}
