package io.kvorum.crdt.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.crdt.type.CounterSchedule.Read;
import io.kvorum.crdt.type.CounterSchedule.Replica;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Counters, folded and not, against their specification on random histories. */
class PnCounterTest {
    private static final int SEEDS = 2_000;
    private static final int STEPS = 80;

    private static final Actor A = Actor.of(1, 1);
    private static final Actor C = Actor.of(3, 1);
    private static final WriteId W0 = new WriteId(1, 0, 0);
    private static final WriteId W1 = new WriteId(1, 1, 0);

    private static void forEachRun(Consumer<CounterSchedule> eachStep, Consumer<CounterSchedule> end) {
        for (long seed = 0; seed < SEEDS; seed++) {
            CounterSchedule run = new CounterSchedule(seed);
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

    private static void assertSpecified(CounterSchedule run) {
        for (Replica replica : run.replicas) {
            assertThat(replica.filled().store().value()).isEqualTo(run.value(replica.known));
            assertThat(replica.filled()
                            .context()
                            .containsAll(replica.filled().store().dots()))
                    .isTrue();
        }
    }

    private static Causal<PnCounter> increment(Actor actor, long counter, WriteId writeId, long amount) {
        return PnCounter.increment(writeId, amount, new Dot(actor, counter));
    }

    @Test
    void the_value_counts_each_id_once_whoever_has_folded() {
        forEachRun(PnCounterTest::assertSpecified, run -> {
            run.heal();
            assertSpecified(run);
        });
    }

    @Test
    void replicas_that_have_folded_the_same_have_the_same_bytes() {
        int[] folds = {0};
        forEachRun(run -> {}, run -> {
            run.heal();
            DotSet stable = run.stable();
            run.replicas.forEach(replica -> run.fold(replica, stable));
            Replica first = run.replicas.get(0);
            for (Replica replica : run.replicas) {
                assertThat(replica.filled().toByteArray())
                        .isEqualTo(first.filled().toByteArray());
                assertThat(replica.filled().store().unfoldedCount()).isZero();
                assertThat(replica.filled().store().value()).isEqualTo(run.value(replica.known));
            }
            folds[0] += run.folds;
        });
        assertThat(folds[0]).as("folds during and after the schedules").isGreaterThan(2 * SEEDS);
    }

    @Test
    void join_is_commutative_associative_and_idempotent() {
        forEachRun(run -> {}, run -> {
            List<Read> reads = run.reads;
            for (int i = 0; i < 20 && !reads.isEmpty(); i++) {
                Causal<PnCounter> a =
                        reads.get(run.random.nextInt(reads.size())).value();
                Causal<PnCounter> b =
                        reads.get(run.random.nextInt(reads.size())).value();
                Causal<PnCounter> c =
                        reads.get(run.random.nextInt(reads.size())).value();
                assertThat(a.join(b)).isEqualTo(b.join(a));
                assertThat(a.join(b).join(c)).isEqualTo(a.join(b.join(c)));
                assertThat(a.join(a)).isEqualTo(a);
            }
        });
    }

    @Test
    void what_was_written_is_read_back() {
        forEachRun(run -> {}, run -> {
            for (Replica replica : run.replicas) {
                assertThat(Causal.fromByteArray(replica.filled().toByteArray(), PnCounter::readFrom))
                        .isEqualTo(replica.filled());
            }
        });
    }

    @Test
    void a_retry_under_another_dot_counts_once_before_and_after_folding() {
        Causal<PnCounter> both = increment(A, 1, W0, 5).join(increment(C, 1, W0, 5));
        Causal<PnCounter> folded = PnCounter.fold(both, DotSet.upTo(A, 1).join(DotSet.upTo(C, 1)));
        assertThat(both.store().value()).isEqualTo(5);
        assertThat(folded.store().value()).isEqualTo(5);
        assertThat(folded.store().unfoldedCount()).isZero();
        assertThat(folded.join(increment(C, 1, W0, 5))).isEqualTo(folded);
    }

    @Test
    void no_dot_of_an_id_is_folded_before_all_of_them_may_be() {
        Causal<PnCounter> both = increment(A, 1, W0, 5).join(increment(C, 1, W0, 5));
        assertThat(PnCounter.fold(both, DotSet.upTo(A, 1))).isEqualTo(both);
    }

    @Test
    void nothing_is_folded_past_an_increment_that_stays() {
        Causal<PnCounter> counter =
                increment(A, 1, W0, 5).join(increment(C, 1, W0, 5)).join(increment(A, 2, W1, 3));
        assertThat(PnCounter.fold(counter, DotSet.upTo(A, 2))).isEqualTo(counter);
    }

    @Test
    void only_the_base_of_the_clock_allows_to_fold() {
        Causal<PnCounter> counter = increment(A, 2, W0, 5);
        Causal<PnCounter> folded = PnCounter.fold(counter, DotSet.upTo(A, 2));
        assertThat(PnCounter.fold(counter, DotSet.of(new Dot(A, 2)))).isEqualTo(counter);
        assertThat(folded.store().isFolded()).isTrue();
        assertThat(folded.context()).isEqualTo(DotSet.upTo(A, 2));
    }

    @Test
    void the_sum_that_reaches_further_wins_and_takes_in_what_is_below() {
        Causal<PnCounter> counter = increment(A, 1, W0, 5).join(increment(A, 2, W1, 3));
        Causal<PnCounter> one = PnCounter.fold(counter, DotSet.upTo(A, 1));
        Causal<PnCounter> two = PnCounter.fold(counter, DotSet.upTo(A, 2));
        assertThat(one.store().unfoldedCount()).isEqualTo(1);
        assertThat(one.join(two)).isEqualTo(two);
        assertThat(two.join(one)).isEqualTo(two);
        assertThat(counter.join(two)).isEqualTo(two);
        assertThat(two.store().value()).isEqualTo(8);
    }

    @Test
    void a_reset_by_who_read_a_sum_also_resets_where_it_is_not_folded() {
        Causal<PnCounter> counter = increment(A, 1, W0, 5).join(increment(A, 2, W1, 3));
        Causal<PnCounter> folded = PnCounter.fold(counter, DotSet.upTo(A, 2));
        Causal<PnCounter> less = PnCounter.fold(counter, DotSet.upTo(A, 1));
        Causal<PnCounter> reset = PnCounter.reset(new Dot(C, 1), folded.store().dots());
        assertThat(List.of(counter.join(reset), less.join(reset), folded.join(reset)))
                .allMatch(state -> state.store().isEmpty());
        assertThat(folded.join(PnCounter.reset(new Dot(C, 1), counter.store().dots()))
                        .store()
                        .isEmpty())
                .isTrue();
    }

    @Test
    void a_reset_leaves_concurrent_increments() {
        Causal<PnCounter> seen = increment(A, 1, W0, 5);
        Causal<PnCounter> reset = PnCounter.reset(new Dot(C, 1), seen.store().dots());
        assertThat(seen.join(reset).join(increment(A, 2, W1, -3)).store().value())
                .isEqualTo(-3);
    }

    @Test
    void a_removal_that_would_split_a_sum_is_recognised_and_loses_nothing() {
        Causal<PnCounter> counter = increment(A, 2, W0, 5).join(increment(A, 5, W1, 3));
        PnCounter folded = PnCounter.fold(counter, DotSet.upTo(A, 5)).store();
        assertThat(folded.splits(DotSet.of(new Dot(A, 2)))).isTrue();
        assertThat(folded.splits(DotSet.upTo(A, 4))).isTrue();
        assertThat(folded.splits(DotSet.EMPTY)).isFalse();
        assertThat(folded.splits(DotSet.upTo(C, 9))).isFalse();
        assertThat(folded.splits(folded.dots())).isFalse();
        assertThat(folded.splits(DotSet.of(new Dot(A, 5))))
                .as("a single dot does not tell that the one before was seen")
                .isTrue();
        for (long dot : new long[] {2, 5}) {
            Causal<PnCounter> tooOld = PnCounter.reset(new Dot(C, 1), DotSet.of(new Dot(A, dot)));
            assertThat(PnCounter.fold(counter, DotSet.upTo(A, 5))
                            .join(tooOld)
                            .store()
                            .value())
                    .isEqualTo(8);
        }
    }

    @Test
    void a_removal_of_one_dot_of_a_folded_id_is_recognised_too() {
        Causal<PnCounter> twice = increment(A, 1, W0, 5).join(increment(C, 1, W0, 5));
        PnCounter folded =
                PnCounter.fold(twice, DotSet.upTo(A, 1).join(DotSet.upTo(C, 1))).store();
        assertThat(folded.splits(DotSet.of(new Dot(A, 1)))).isTrue();
        assertThat(folded.splits(twice.store().dots())).isFalse();
    }

    @Test
    void amounts_of_either_sign_and_any_size_add_up_modulo_two_to_the_64() {
        Causal<PnCounter> counter = increment(A, 1, W0, Long.MAX_VALUE).join(increment(C, 1, W1, 2));
        assertThat(counter.store().value()).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(Causal.fromByteArray(counter.toByteArray(), PnCounter::readFrom))
                .isEqualTo(counter);
        Causal<PnCounter> lowest = increment(A, 1, W0, Long.MIN_VALUE);
        assertThat(Causal.fromByteArray(lowest.toByteArray(), PnCounter::readFrom))
                .isEqualTo(lowest);
    }
}
