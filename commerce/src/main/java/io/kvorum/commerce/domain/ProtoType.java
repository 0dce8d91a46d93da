package io.kvorum.commerce.domain;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.kvorum.client.Codec;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.AggregateType;
import io.kvorum.integrity.aggregate.NewEvent;

/**
 * A type of aggregates whose state is a protobuf message: fields that this version does not know are kept, for they stay in the message.
 *
 * @param <S> the message
 */
public abstract class ProtoType<S extends Message, C> implements AggregateType<S, C> {
    private static final int SCHEMA = 1;

    private final String name;
    private final S initial;
    private final Codec<S> codec;

    protected ProtoType(String name, S initial, Parser<S> parser) {
        this.name = name;
        this.initial = initial;
        this.codec = codec(parser);
    }

    /** @throws IllegalStateException of its decoding, if the bytes are no such message */
    public static <M extends Message> Codec<M> codec(Parser<M> parser) {
        return Codec.of(message -> Bytes.of(message.toByteArray()), bytes -> parse(parser, bytes));
    }

    private static <M extends Message> M parse(Parser<M> parser, Bytes bytes) {
        try {
            return parser.parseFrom(bytes.array());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("these bytes are not what the services keep: " + e.getMessage(), e);
        }
    }

    protected static NewEvent event(String type, Message payload) {
        return new NewEvent(type, SCHEMA, Bytes.of(payload.toByteArray()));
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int schemaVersion() {
        return SCHEMA;
    }

    @Override
    public final S initial() {
        return initial;
    }

    @Override
    public final Bytes encode(S state) {
        return codec.encode(state);
    }

    @Override
    public final S decode(Bytes bytes, int schemaVersion) {
        return codec.decode(bytes);
    }
}
