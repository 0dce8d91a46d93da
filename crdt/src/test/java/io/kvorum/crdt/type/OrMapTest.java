package io.kvorum.crdt.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.crdt.type.MapSchedule.Read;
import io.kvorum.crdt.type.MapSchedule.Replica;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Maps, and registers, sets and counters in them, against their specification on random histories. */
class OrMapTest {
    private static final int SEEDS = 1_000;
    private static final int STEPS = 60;

    private static final Dot A1 = new Dot(Actor.of(1, 1), 1);
    private static final Dot A2 = new Dot(Actor.of(1, 1), 2);
    private static final Dot B1 = new Dot(Actor.of(2, 1), 1);

    private static void forEachRun(Consumer<MapSchedule> eachStep, Consumer<MapSchedule> end) {
        for (long seed = 0; seed < SEEDS; seed++) {
            MapSchedule run = new MapSchedule(seed);
            try {
                for (int step = 0; step < STEPS; step++) {
                    run.step();
                    eachStep.accept(run);
                }
                end.accept(run);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void assertSpecified(MapSchedule run) {
        for (Replica replica : run.replicas) {
            assertThat(MapHistory.shown(replica.stripped.store())).isEqualTo(run.history.value(replica.known));
            assertThat(replica.filled().context().containsAll(DotSet.of(replica.known)))
                    .as("knows of every operation, removals too")
                    .isTrue();
        }
    }

    @Test
    void the_value_is_the_function_of_the_history_that_the_specification_says() {
        forEachRun(OrMapTest::assertSpecified, run -> {
            run.heal();
            assertSpecified(run);
        });
    }

    @Test
    void replicas_that_know_the_same_have_the_same_bytes() {
        forEachRun(run -> {}, run -> {
            run.heal();
            Replica first = run.replicas.get(0);
            for (Replica replica : run.replicas) {
                assertThat(replica.known).isEqualTo(first.known);
                assertThat(replica.stripped.toByteArray()).isEqualTo(first.stripped.toByteArray());
                assertThat(replica.stripped.context().intersects(replica.clock.bases()))
                        .isFalse();
            }
        });
    }

    @Test
    void join_is_commutative_associative_and_idempotent() {
        forEachRun(run -> {}, run -> {
            List<Read> reads = run.reads;
            for (int i = 0; i < 20 && !reads.isEmpty(); i++) {
                Causal<OrMap> a = reads.get(run.random.nextInt(reads.size())).value();
                Causal<OrMap> b = reads.get(run.random.nextInt(reads.size())).value();
                Causal<OrMap> c = reads.get(run.random.nextInt(reads.size())).value();
                assertThat(a.join(b)).isEqualTo(b.join(a));
                assertThat(a.join(b).join(c)).isEqualTo(a.join(b.join(c)));
                assertThat(a.join(a)).isEqualTo(a);
                assertThat(a.join(b).toByteArray()).isEqualTo(b.join(a).toByteArray());
            }
        });
    }

    @Test
    void what_was_written_is_read_back() {
        forEachRun(run -> {}, run -> {
            for (Replica replica : run.replicas) {
                Causal<OrMap> value = replica.filled();
                assertThat(Causal.fromByteArray(value.toByteArray(), OrMap::readFrom))
                        .isEqualTo(value);
            }
        });
    }

    @Test
    void removing_a_field_leaves_what_was_written_to_it_concurrently() {
        Field cart = Field.of("cart", Kind.SET);
        Causal<OrMap> seen = OrMap.update(cart, OrSet.add(Bytes.ofUtf8("milk"), A1, DotSet.EMPTY));
        Causal<OrMap> concurrent = OrMap.update(cart, OrSet.add(Bytes.ofUtf8("bread"), B1, DotSet.EMPTY));
        Causal<OrMap> removal = OrMap.remove(A2, seen.store().get(cart).dots());
        Causal<OrMap> after = seen.join(concurrent).join(removal);
        assertThat(after.store().set(cart.name()).elements()).containsExactly(Bytes.ofUtf8("bread"));
        assertThat(seen.join(removal).store().fields()).isEmpty();
    }

    @Test
    void a_removed_field_does_not_come_back_with_a_late_delta() {
        Field name = Field.of("name", Kind.REGISTER);
        Causal<OrMap> write = OrMap.update(name, Register.write(Bytes.ofUtf8("x"), A1, DotSet.EMPTY));
        Causal<OrMap> removal = OrMap.remove(A2, write.store().dots());
        assertThat(removal.join(write).store().isEmpty()).isTrue();
    }

    @Test
    void fields_of_one_name_and_two_types_are_two_fields() {
        Causal<OrMap> both = OrMap.update(Field.of("x", Kind.COUNTER), PnCounter.increment(new WriteId(1, 1, 0), 5, A1))
                .join(OrMap.update(
                        Field.of("x", Kind.REGISTER), Register.write(Bytes.ofUtf8("five"), B1, DotSet.EMPTY)));
        assertThat(both.store().fields()).hasSize(2);
        assertThat(both.store().counter(Bytes.ofUtf8("x")).value()).isEqualTo(5);
        assertThat(both.store().register(Bytes.ofUtf8("x")).values()).containsExactly(Bytes.ofUtf8("five"));
    }

    @Test
    void an_operation_of_another_type_and_maps_that_lie_too_deep_are_refused() {
        Causal<Register> write = Register.write(Bytes.EMPTY, A1, DotSet.EMPTY);
        assertThatThrownBy(() -> OrMap.update(Field.of("x", Kind.SET), write))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> {
                    Causal<OrMap> map = OrMap.update(Field.of("x", Kind.REGISTER), write);
                    for (int depth = 1; depth <= OrMap.MAX_DEPTH; depth++) {
                        assertThat(map.store().depth()).isEqualTo(depth);
                        map = OrMap.update(Field.of("m", Kind.MAP), map);
                    }
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deeper than 16");
    }

    @Test
    void the_schedules_contain_what_they_are_meant_to_test() {
        TreeSet<String> met = new TreeSet<>();
        forEachRun(run -> {}, run -> {
            for (Replica replica : run.replicas) {
                OrMap map = replica.stripped.store();
                map.fields().forEach(field -> {
                    met.add(field.kind().name());
                    if (map.get(field) instanceof Register register
                            && register.values().size() > 1) {
                        met.add("concurrent writes");
                    }
                });
                if (map.depth() > 2) {
                    met.add("map in map in map");
                }
                if (!replica.stripped.context().isEmpty()) {
                    met.add("context that the clock does not cover");
                }
            }
        });
        assertThat(met)
                .contains(
                        "REGISTER",
                        "SET",
                        "COUNTER",
                        "MAP",
                        "concurrent writes",
                        "map in map in map",
                        "context that the clock does not cover");
    }
}
