package io.kvorum.crdt.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.crdt.Samples;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.CausalContext;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Mutation;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CanonicalBytesTest {
    private static final int SEEDS = 100;

    /** One encoding: how to make a value, write it and read it. */
    record Format<T>(
            String name,
            Function<Samples, T> sample,
            BiConsumer<T, ByteWriter> writer,
            Function<ByteReader, T> reader) {
        byte[] encode(T value) {
            ByteWriter out = new ByteWriter();
            writer.accept(value, out);
            return out.toByteArray();
        }

        T decode(byte[] bytes) {
            ByteReader in = new ByteReader(bytes);
            T value = reader.apply(in);
            in.expectEnd();
            return value;
        }

        /** True if the bytes were read; they must then be the only bytes of what was read. */
        boolean readsOnlyCanonical(byte[] bytes) {
            T value;
            try {
                value = decode(bytes);
            } catch (MalformedBytesException expected) {
                return false;
            }
            if (!Arrays.equals(encode(value), bytes)) {
                throw new AssertionError(Arrays.toString(bytes) + " is not the encoding of " + value);
            }
            return true;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Format<?>> formats() {
        return Stream.of(
                new Format<>("Dot", Samples::dot, Dot::writeTo, Dot::readFrom),
                new Format<>("DotSet", Samples::dotSet, DotSet::writeTo, DotSet::readFrom),
                new Format<>("WriteId", Samples::writeId, WriteId::writeTo, WriteId::readFrom),
                new Format<>(
                        "Version",
                        s -> new Version(s.dot(), s.writeId(), s.bytes(300)),
                        Version::writeTo,
                        Version::readFrom),
                new Format<>("Row", Samples::row, Row::writeTo, Row::readFrom),
                new Format<>(
                        "stored Row",
                        Samples::row,
                        (row, out) -> out.writeRaw(row.toByteArray()),
                        in -> Row.fromByteArray(in.readRaw(in.remaining()))),
                new Format<>("FilledRow", Samples::filledRow, FilledRow::writeTo, FilledRow::readFrom),
                new Format<>("CausalContext", Samples::context, CausalContext::writeTo, CausalContext::readFrom),
                new Format<>("Mutation", Samples::mutation, Mutation::writeTo, Mutation::readFrom));
    }

    @ParameterizedTest
    @MethodSource("formats")
    <T> void what_was_written_is_read_back(Format<T> format) {
        for (long seed = 0; seed < SEEDS; seed++) {
            T value = format.sample().apply(new Samples(seed));
            byte[] bytes = format.encode(value);
            assertThat(format.decode(bytes)).as("seed %d", seed).isEqualTo(value);
            assertThat(format.readsOnlyCanonical(bytes)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    <T> void every_truncation_and_every_extra_byte_is_refused(Format<T> format) {
        for (long seed = 0; seed < SEEDS; seed++) {
            byte[] bytes = format.encode(format.sample().apply(new Samples(seed)));
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                if (format.readsOnlyCanonical(cut)) {
                    throw new AssertionError("read although cut to " + length + " bytes, seed " + seed);
                }
            }
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            assertThatThrownBy(() -> format.decode(longer)).isInstanceOf(MalformedBytesException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    <T> void damaged_bytes_are_refused_or_are_the_one_encoding_of_what_they_say(Format<T> format) {
        int read = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            byte[] bytes = format.encode(format.sample().apply(new Samples(seed)));
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 100; i++) {
                byte[] damaged = bytes.clone();
                for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                    damaged[random.nextInt(damaged.length)] = (byte) interesting(random);
                }
                read += format.readsOnlyCanonical(damaged) ? 1 : 0;
            }
        }
        assertThat(read)
                .as("some damage must get past the decoder, else nothing was tested")
                .isPositive();
    }

    @ParameterizedTest
    @MethodSource("formats")
    <T> void random_bytes_do_no_harm(Format<T> format) {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) interesting(random);
            }
            format.readsOnlyCanonical(bytes);
        }
    }

    private static int interesting(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 1 + random.nextInt(3);
            case 2 -> 0xFF - random.nextInt(2) * 0x80;
            default -> random.nextInt(256);
        };
    }

    @Test
    void a_claimed_length_is_not_allocated_before_the_bytes_are_there() {
        byte[] huge = new ByteWriter().writeVarLong(Integer.MAX_VALUE).toByteArray();
        assertThatThrownBy(() -> new ByteReader(huge).readBytes()).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> DotSet.readFrom(new ByteReader(huge))).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> Row.readFrom(new ByteReader(huge))).isInstanceOf(MalformedBytesException.class);
    }

    @Test
    void numbers_of_every_width_are_read_back_in_their_shortest_form() {
        for (int shift = 0; shift < 64; shift++) {
            for (long value : List.of(1L << shift, (1L << shift) - 1, -1L << shift, -(1L << shift) - 1)) {
                byte[] bytes =
                        new ByteWriter().writeVarLong(value).writeLong(value).toByteArray();
                ByteReader in = new ByteReader(bytes);
                assertThat(in.readVarLong()).isEqualTo(value);
                assertThat(in.readLong()).isEqualTo(value);
                in.expectEnd();
            }
        }
        assertThatThrownBy(() -> new ByteReader(new byte[] {(byte) 0x80, 0}).readVarLong())
                .isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> new ByteReader(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 2}).readVarLong())
                .isInstanceOf(MalformedBytesException.class);
    }

    @Test
    void counters_at_the_edge_of_the_numbers_are_refused_not_wrapped() {
        byte[] base = new ByteWriter()
                .writeVarLong(1)
                .writeLong(1)
                .writeVarLong(Long.MAX_VALUE)
                .writeVarLong(0)
                .toByteArray();
        byte[] range = new ByteWriter()
                .writeVarLong(1)
                .writeLong(1)
                .writeVarLong(5)
                .writeVarLong(1)
                .writeVarLong(Long.MAX_VALUE - 6)
                .writeVarLong(1)
                .toByteArray();
        byte[] dot = new ByteWriter().writeLong(1).writeVarLong(Long.MAX_VALUE).toByteArray();
        assertThatThrownBy(() -> DotSet.readFrom(new ByteReader(base))).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> DotSet.readFrom(new ByteReader(range))).isInstanceOf(MalformedBytesException.class);
        assertThatThrownBy(() -> Dot.readFrom(new ByteReader(dot))).isInstanceOf(MalformedBytesException.class);
    }
}
