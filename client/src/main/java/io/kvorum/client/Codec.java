package io.kvorum.client;

import io.kvorum.crdt.codec.Bytes;
import java.util.function.Function;

/**
 * How keys or values of a type become bytes. Equal things must have equal bytes. Both directions may throw; the operation
 * then fails with what was thrown. Must be safe for use by many threads.
 */
public interface Codec<T> {
    Bytes encode(T value);

    T decode(Bytes bytes);

    /** Bytes as they are. */
    static Codec<Bytes> bytes() {
        return of(Function.identity(), Function.identity());
    }

    /** Arrays, copied in both directions. */
    static Codec<byte[]> byteArray() {
        return of(array -> Bytes.of(array.clone()), bytes -> bytes.array().clone());
    }

    /** Text; bytes that are not UTF-8 are read as replacement characters. */
    static Codec<String> utf8() {
        return of(Bytes::ofUtf8, Bytes::toUtf8);
    }

    static <T> Codec<T> of(Function<T, Bytes> encoder, Function<Bytes, T> decoder) {
        return new Codec<>() {
            @Override
            public Bytes encode(T value) {
                return encoder.apply(value);
            }

            @Override
            public T decode(Bytes bytes) {
                return decoder.apply(bytes);
            }
        };
    }
}
