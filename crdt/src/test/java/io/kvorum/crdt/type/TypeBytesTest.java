package io.kvorum.crdt.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.crdt.row.WriteId;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TypeBytesTest {
    private static final Actor A = Actor.of(1, 1);

    private static Causal<OrMap> sampleMap(long seed) {
        MapSchedule run = new MapSchedule(seed);
        for (int step = 0; step < 40; step++) {
            run.step();
        }
        return run.replicas.get(0).filled();
    }

    private static Causal<PnCounter> sampleCounter(long seed) {
        CounterSchedule run = new CounterSchedule(seed);
        for (int step = 0; step < 40; step++) {
            run.step();
        }
        run.fold(run.replicas.get(0), run.stable());
        return run.replicas.get(0).filled();
    }

    private static <S extends DotStore<S>> boolean readsOnlyCanonical(byte[] bytes, Function<ByteReader, S> reader) {
        Causal<S> value;
        try {
            value = Causal.fromByteArray(bytes, reader);
        } catch (MalformedBytesException expected) {
            return false;
        }
        assertThat(value.toByteArray()).isEqualTo(bytes);
        return true;
    }

    private static <S extends DotStore<S>> int readAfterDamage(
            byte[] bytes, Function<ByteReader, S> reader, long seed) {
        for (int length = 0; length < bytes.length; length++) {
            assertThat(readsOnlyCanonical(Arrays.copyOf(bytes, length), reader)).isFalse();
        }
        assertThat(readsOnlyCanonical(Arrays.copyOf(bytes, bytes.length + 1), reader))
                .isFalse();
        SplittableRandom random = new SplittableRandom(seed);
        int read = 0;
        for (int i = 0; i < 200; i++) {
            byte[] damaged = bytes.clone();
            int at = random.nextInt(damaged.length);
            damaged[at] = (byte) (random.nextBoolean() ? damaged[at] + 1 : random.nextInt(256));
            read += readsOnlyCanonical(damaged, reader) ? 1 : 0;
        }
        return read;
    }

    @Test
    void damaged_bytes_are_refused_or_are_the_one_encoding_of_what_they_say() {
        int maps = 0;
        int counters = 0;
        for (long seed = 0; seed < 200; seed++) {
            maps += readAfterDamage(sampleMap(seed).toByteArray(), OrMap::readFrom, seed);
            counters += readAfterDamage(sampleCounter(seed).toByteArray(), PnCounter::readFrom, seed);
        }
        assertThat(maps).isPositive();
        assertThat(counters).isPositive();
    }

    @Test
    void maps_nested_without_end_are_refused_before_the_stack_is() {
        ByteWriter out = new ByteWriter().writeByte(1);
        for (int depth = 0; depth < 100_000; depth++) {
            out.writeVarLong(1).writeBytes(new byte[0]).writeByte(Kind.MAP.code());
        }
        assertThatThrownBy(() -> Causal.fromByteArray(out.toByteArray(), OrMap::readFrom))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("deeper");
    }

    @Test
    void a_store_whose_dots_are_not_in_its_context_is_refused() {
        Causal<Register> write = Register.write(Bytes.ofUtf8("x"), new Dot(A, 3), DotSet.EMPTY);
        byte[] bytes = new Causal<>(write.store(), DotSet.upTo(A, 2)).toByteArray();
        assertThatThrownBy(() -> Causal.fromByteArray(bytes, Register::readFrom))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("outside of the context");
    }

    @Test
    void a_folded_counter_does_not_get_into_a_map() {
        Causal<PnCounter> folded =
                PnCounter.fold(PnCounter.increment(new WriteId(1, 1, 0), 5, new Dot(A, 1)), DotSet.upTo(A, 1));
        Field field = Field.of("c", Kind.COUNTER);
        assertThatThrownBy(() -> OrMap.update(field, folded)).isInstanceOf(IllegalArgumentException.class);
        ByteWriter out = new ByteWriter()
                .writeByte(1)
                .writeVarLong(1)
                .writeBytes(field.name().array())
                .writeByte(Kind.COUNTER.code());
        folded.store().writeTo(out);
        folded.context().writeTo(out);
        assertThatThrownBy(() -> Causal.fromByteArray(out.toByteArray(), OrMap::readFrom))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("folded counter");
    }

    @Test
    void the_stored_formats_stay_as_they_were_published() {
        Dot dot = new Dot(A, 3);
        WriteId writeId = new WriteId(1, 2, 3);
        Causal<OrMap> map = OrMap.update(
                Field.of("m", Kind.MAP),
                OrMap.update(Field.of("s", Kind.SET), OrSet.add(Bytes.ofUtf8("e"), dot, DotSet.EMPTY)));
        Causal<PnCounter> counter = PnCounter.fold(PnCounter.increment(writeId, -5, new Dot(A, 1)), DotSet.upTo(A, 1))
                .join(PnCounter.increment(writeId, 7, dot));
        Causal<Register> register = Register.write(Bytes.ofUtf8("v"), dot, DotSet.EMPTY);
        assertThat(hex(map)).isEqualTo("0101016d04010173020101650100010000000000010001030001000100000000000100010300");
        assertThat(hex(counter))
                .isEqualTo(
                        "01010001000000000001010901000100000000000103000000000000000102030e01000100000000000101010200");
        assertThat(hex(register)).isEqualTo("0101000100000000000103017601000100000000000100010300");
    }

    private static String hex(Causal<?> value) {
        return HexFormat.of().formatHex(value.toByteArray());
    }
}
