package io.kvorum.crdt.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.crdt.type.TypeLimits.Exceeded;
import org.junit.jupiter.api.Test;

class TypeLimitsTest {
    private static final TypeLimits LIMITS = new TypeLimits(2, 4, 8, 2, 2, 200);
    private static final Actor A = Actor.of(1, 1);

    private long counter;

    private Dot next() {
        return new Dot(A, ++counter);
    }

    private Causal<OrSet> add(String element) {
        return OrSet.add(Bytes.ofUtf8(element), next(), DotSet.EMPTY);
    }

    private Causal<Register> write(String value) {
        return Register.write(Bytes.ofUtf8(value), next(), DotSet.EMPTY);
    }

    private Causal<PnCounter> increment() {
        return PnCounter.increment(new WriteId(1, counter, 0), 1, next());
    }

    private static <S extends DotStore<S>> Causal<OrMap> in(String field, Causal<S> delta) {
        return OrMap.update(Field.of(field, delta.store().kind()), delta);
    }

    @Test
    void what_is_within_the_limits_is_accepted() {
        assertThat(LIMITS.exceededBy(in("m", in("r", write("12345678"))))).isEmpty();
        assertThat(LIMITS.exceededBy(add("1234").join(add("b")))).isEmpty();
        assertThat(LIMITS.exceededBy(increment().join(increment()))).isEmpty();
    }

    @Test
    void each_limit_is_named_when_it_is_exceeded() {
        assertThat(LIMITS.exceededBy(add("a").join(add("b")).join(add("c"))))
                .contains(new Exceeded("maxEntries", 3, 2));
        assertThat(LIMITS.exceededBy(write("a").join(write("b")).join(write("c"))))
                .contains(new Exceeded("maxEntries", 3, 2));
        assertThat(LIMITS.exceededBy(in("a", add("x")).join(in("b", add("x"))).join(in("c", add("x")))))
                .contains(new Exceeded("maxEntries", 3, 2));
        assertThat(LIMITS.exceededBy(add("12345"))).contains(new Exceeded("maxNameBytes", 5, 4));
        assertThat(LIMITS.exceededBy(in("12345", add("x")))).contains(new Exceeded("maxNameBytes", 5, 4));
        assertThat(LIMITS.exceededBy(write("123456789"))).contains(new Exceeded("maxValueBytes", 9, 8));
        assertThat(LIMITS.exceededBy(in("m", in("m", in("r", write("x")))))).contains(new Exceeded("maxDepth", 3, 2));
        assertThat(LIMITS.exceededBy(increment().join(increment()).join(increment())))
                .contains(new Exceeded("maxIncrements", 3, 2));
    }

    @Test
    void a_limit_deep_in_a_map_counts_too() {
        assertThat(LIMITS.exceededBy(in("m", in("s", add("12345"))))).contains(new Exceeded("maxNameBytes", 5, 4));
    }

    @Test
    void the_context_counts_towards_the_total() {
        DotSet scattered = DotSet.EMPTY;
        for (long dot = 2; dot < 300; dot += 2) {
            scattered = scattered.with(new Dot(A, dot));
        }
        Causal<OrSet> removal = OrSet.remove(next(), scattered);
        assertThat(LIMITS.exceededBy(removal)).hasValueSatisfying(exceeded -> {
            assertThat(exceeded.limit()).isEqualTo("maxTotalBytes");
            assertThat(exceeded.message()).contains("maxTotalBytes is 200");
        });
    }

    @Test
    void maps_cannot_be_allowed_to_lie_deeper_than_they_can_be_read() {
        assertThatThrownBy(() -> new TypeLimits(1, 1, 1, OrMap.MAX_DEPTH + 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
