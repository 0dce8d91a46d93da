package io.kvorum.crdt.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.crdt.Samples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@link DotSet} against a plain sorted set of dots. */
class DotSetTest {
    private static final int MAX_COUNTER = 24;

    /** A set and its model, which go through the same operations. */
    record Pair(DotSet set, TreeSet<Dot> model) {
        static final Pair EMPTY = new Pair(DotSet.EMPTY, new TreeSet<>());

        Pair with(Dot dot) {
            TreeSet<Dot> more = new TreeSet<>(model);
            more.add(dot);
            return new Pair(set.with(dot), more);
        }

        Pair join(Pair other) {
            TreeSet<Dot> union = new TreeSet<>(model);
            union.addAll(other.model);
            return new Pair(set.join(other.set), union);
        }

        Pair minus(Pair other) {
            TreeSet<Dot> rest = new TreeSet<>(model);
            rest.removeAll(other.model);
            return new Pair(set.minus(other.set), rest);
        }

        Pair bases() {
            TreeSet<Dot> bases = model.stream()
                    .filter(dot -> dot.counter() <= base(dot.actor()))
                    .collect(Collectors.toCollection(TreeSet::new));
            return new Pair(set.bases(), bases);
        }

        Pair only(Actor actor) {
            TreeSet<Dot> part = model.stream()
                    .filter(dot -> dot.actor().equals(actor))
                    .collect(Collectors.toCollection(TreeSet::new));
            return new Pair(set.only(actor), part);
        }

        long base(Actor actor) {
            long base = 0;
            while (model.contains(new Dot(actor, base + 1))) {
                base++;
            }
            return base;
        }
    }

    private static void assertSame(Pair pair) {
        DotSet set = pair.set();
        TreeSet<Dot> model = pair.model();
        assertThat(set.first(Integer.MAX_VALUE)).containsExactlyElementsOf(model);
        assertThat(set.size()).isEqualTo(model.size());
        assertThat(set.isEmpty()).isEqualTo(model.isEmpty());
        assertThat(set.actors())
                .containsExactlyElementsOf(
                        model.stream().map(Dot::actor).distinct().toList());
        assertThat(set.actorCount()).isEqualTo(set.actors().size());
        for (Actor actor : Samples.ACTORS) {
            assertThat(set.base(actor)).isEqualTo(pair.base(actor));
            long highest = model.stream()
                    .filter(dot -> dot.actor().equals(actor))
                    .mapToLong(Dot::counter)
                    .max()
                    .orElse(0);
            assertThat(set.highest(actor)).isEqualTo(highest);
            for (long counter = 1; counter <= MAX_COUNTER + 1; counter++) {
                Dot dot = new Dot(actor, counter);
                assertThat(set.contains(dot)).isEqualTo(model.contains(dot));
            }
        }
    }

    private static void assertSame(Pair one, Pair other) {
        assertThat(one.set().containsAll(other.set())).isEqualTo(one.model().containsAll(other.model()));
        assertThat(one.set().intersects(other.set())).isEqualTo(!Collections.disjoint(one.model(), other.model()));
        boolean equal = one.model().equals(other.model());
        assertThat(one.set().equals(other.set())).isEqualTo(equal);
        assertThat(one.set().toByteArray())
                .satisfies(bytes -> assertThat(
                                java.util.Arrays.equals(bytes, other.set().toByteArray()))
                        .isEqualTo(equal));
        if (equal) {
            assertThat(one.set()).hasSameHashCodeAs(other.set());
        }
    }

    @Test
    void it_is_the_set_that_it_seems_to_be() {
        for (long seed = 0; seed < 300; seed++) {
            Samples samples = new Samples(seed);
            SplittableRandom random = samples.random();
            List<Pair> pool = new ArrayList<>(List.of(Pair.EMPTY));
            for (int step = 0; step < 60; step++) {
                Pair one = pool.get(random.nextInt(pool.size()));
                Pair other = pool.get(random.nextInt(pool.size()));
                Pair next = switch (random.nextInt(8)) {
                    case 0 -> one.join(other);
                    case 1 -> one.minus(other);
                    case 2 -> one.bases();
                    case 3 -> one.only(samples.actor());
                    default -> one.with(samples.dot());
                };
                assertSame(next);
                assertSame(one, other);
                assertSame(next, one);
                assertSame(one, next);
                pool.add(next);
            }
        }
    }

    @Test
    void equal_sets_have_equal_bytes_whatever_the_order_they_were_made_in() {
        for (long seed = 0; seed < 500; seed++) {
            Samples samples = new Samples(seed);
            List<Dot> dots = samples.dots(40);
            List<Dot> shuffled = new ArrayList<>(dots);
            Collections.shuffle(shuffled, new Random(seed));
            DotSet halves = DotSet.of(shuffled.subList(0, shuffled.size() / 2))
                    .join(DotSet.of(shuffled.subList(shuffled.size() / 2, shuffled.size())));
            assertThat(DotSet.of(shuffled).toByteArray())
                    .as("seed %d", seed)
                    .isEqualTo(DotSet.of(dots).toByteArray());
            assertThat(halves.toByteArray())
                    .as("seed %d", seed)
                    .isEqualTo(DotSet.of(dots).toByteArray());
        }
    }

    @Test
    void an_operation_that_changes_nothing_copies_nothing() {
        DotSet set = DotSet.upTo(Samples.A, 5).with(new Dot(Samples.B, 7));
        DotSet equal = DotSet.upTo(Samples.A, 5).with(new Dot(Samples.B, 7));
        assertThat(set.with(new Dot(Samples.A, 3))).isSameAs(set);
        assertThat(set.join(equal)).isSameAs(set);
        assertThat(set.join(DotSet.upTo(Samples.A, 2))).isSameAs(set);
        assertThat(set.minus(DotSet.upTo(Samples.C, 4))).isSameAs(set);
        assertThat(DotSet.upTo(Samples.A, 5).bases()).isEqualTo(DotSet.upTo(Samples.A, 5));
    }

    @Test
    void the_base_moves_when_the_gap_closes_and_not_before() {
        DotSet set = DotSet.of(new Dot(Samples.A, 1), new Dot(Samples.A, 3), new Dot(Samples.A, 4));
        assertThat(set.base(Samples.A)).isEqualTo(1);
        assertThat(set.exceptionRanges()).isEqualTo(1);
        DotSet closed = set.with(new Dot(Samples.A, 2));
        assertThat(closed.base(Samples.A)).isEqualTo(4);
        assertThat(closed.exceptionRanges()).isZero();
        assertThat(closed).isEqualTo(DotSet.upTo(Samples.A, 4));
    }

    @Test
    void a_single_dot_is_not_a_base() {
        DotSet single = DotSet.of(new Dot(Samples.A, 2));
        assertThat(single.contains(new Dot(Samples.A, 1))).isFalse();
        assertThat(single.bases()).isEqualTo(DotSet.EMPTY);
    }

    @Test
    void the_highest_counters_do_not_wrap() {
        DotSet high = DotSet.upTo(Samples.A, Dot.MAX_COUNTER);
        DotSet exception = DotSet.of(new Dot(Samples.A, Dot.MAX_COUNTER));
        assertThat(high.join(exception)).isSameAs(high);
        assertThat(exception.join(high)).isEqualTo(high);
        assertThat(exception.minus(high)).isEqualTo(DotSet.EMPTY);
        assertThat(high.minus(exception)).isEqualTo(DotSet.upTo(Samples.A, Dot.MAX_COUNTER - 1));
        assertThat(high.join(DotSet.upTo(Samples.B, Dot.MAX_COUNTER))
                        .with(new Dot(Samples.C, 9))
                        .with(new Dot(Samples.C, 1))
                        .size())
                .isPositive();
        assertThat(high.join(DotSet.upTo(Samples.B, Dot.MAX_COUNTER))
                        .join(DotSet.upTo(Samples.C, Dot.MAX_COUNTER))
                        .size())
                .isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> new Dot(Samples.A, Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DotSet.upTo(Samples.A, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void first_stops_at_its_limit_even_in_an_enormous_set() {
        DotSet enormous = DotSet.upTo(Samples.A, Dot.MAX_COUNTER);
        assertThat(enormous.first(3))
                .containsExactly(new Dot(Samples.A, 1), new Dot(Samples.A, 2), new Dot(Samples.A, 3));
        assertThat(enormous.first(0)).isEmpty();
    }

    @Test
    void actors_are_ordered_as_unsigned_numbers() {
        DotSet set = DotSet.of(new Dot(Samples.C, 1), new Dot(Samples.A, 1), new Dot(Samples.B, 1));
        assertThat(set.actors()).containsExactly(Samples.A, Samples.B, Samples.C);
        assertThat(Samples.C.nodeNumber()).isEqualTo(Actor.MAX_NODE_NUMBER);
        assertThat(Samples.B.incarnation()).isEqualTo(0xFFFF_FFFF_FFFFL);
    }
}
