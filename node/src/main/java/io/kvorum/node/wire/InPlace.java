package io.kvorum.node.wire;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.crdt.codec.ByteReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages where their bytes are: in the array of the frame that brought them, which nobody changes afterwards. Whatever
 * outlives the decoding must be copied out, or a small key would keep a whole frame in memory.
 */
public final class InPlace {
    private InPlace() {}

    /** Parses a message whose byte strings are parts of this array. */
    public static <T> T parse(Parser<T> parser, byte[] bytes) throws InvalidProtocolBufferException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        in.enableAliasing(true);
        T message = parser.parseFrom(in);
        in.checkLastTagWas(0);
        return message;
    }

    static ByteReader reader(ByteString bytes) {
        Place place = new Place();
        try {
            UnsafeByteOperations.unsafeWriteTo(bytes, place);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is written anywhere", e);
        }
        byte[] array = place.array;
        return array == null || place.length != bytes.size()
                ? new ByteReader(bytes.toByteArray())
                : new ByteReader(array, place.offset, place.length);
    }

    /** Is shown the array behind a byte string; one in several pieces, or without an array, leaves no trace of use. */
    private static final class Place extends ByteOutput {
        private byte @Nullable [] array;
        private int offset;
        private int length;

        @Override
        public void writeLazy(byte[] value, int from, int bytes) {
            array = value;
            offset = from;
            length = bytes;
        }

        @Override
        public void write(byte[] value, int from, int bytes) {
            array = null;
        }

        @Override
        public void write(byte value) {
            array = null;
        }

        @Override
        public void write(ByteBuffer value) {
            array = null;
        }

        @Override
        public void writeLazy(ByteBuffer value) {
            array = null;
        }
    }
}
