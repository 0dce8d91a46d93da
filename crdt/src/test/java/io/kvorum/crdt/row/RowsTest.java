package io.kvorum.crdt.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.RandomSchedule.Faults;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The rules of rows against an oracle that knows which mutation had truly seen which. */
class RowsTest {
    private static final int SEEDS = 1_500;
    private static final int STEPS = 60;

    private static void forEachStep(Faults faults, Consumer<RandomSchedule> check) {
        for (long seed = 0; seed < SEEDS; seed++) {
            RandomSchedule run = new RandomSchedule(seed, faults);
            try {
                for (int step = 0; step < STEPS; step++) {
                    run.step();
                    check.accept(run);
                }
                run.heal();
                check.accept(run);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + " with " + faults + ": " + e.getMessage(), e);
            }
        }
    }

    private static void forEachEnd(Faults faults, Consumer<RandomSchedule> check) {
        for (long seed = 0; seed < SEEDS; seed++) {
            RandomSchedule run = new RandomSchedule(seed, faults);
            for (int step = 0; step < STEPS; step++) {
                run.step();
            }
            try {
                check.accept(run);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + " with " + faults + ": " + e.getMessage(), e);
            }
        }
    }

    @Test
    void a_filled_context_covers_exactly_what_the_replica_has_seen_of_the_key() {
        forEachStep(new Faults(true, true), run -> {
            for (SimReplica replica : run.replicas) {
                for (int key = 0; key < RandomSchedule.KEYS; key++) {
                    DotSet context = replica.filled(key).context();
                    TreeSet<Dot> covered = new TreeSet<>();
                    run.history.dotsOfKey(key).stream()
                            .filter(context::contains)
                            .forEach(covered::add);
                    assertThat(covered).isEqualTo(replica.seen.get(key));
                }
            }
        });
    }

    @Test
    void without_retries_a_row_holds_exactly_the_values_that_nobody_who_was_heard_of_had_seen() {
        forEachStep(new Faults(false, true), run -> {
            for (SimReplica replica : run.replicas) {
                for (int key = 0; key < RandomSchedule.KEYS; key++) {
                    assertThat(replica.filled(key).liveDots())
                            .containsExactlyElementsOf(run.history.live(replica.seen.get(key)));
                }
            }
        });
    }

    @Test
    void with_retries_nothing_deleted_comes_back_and_nothing_is_lost_that_nobody_replaced() {
        forEachStep(new Faults(true, true), run -> {
            for (SimReplica replica : run.replicas) {
                for (int key = 0; key < RandomSchedule.KEYS; key++) {
                    Set<Dot> live = run.history.live(replica.seen.get(key));
                    assertThat(live).containsAll(replica.filled(key).liveDots());
                    replica.filled(key).liveDots().forEach(live::remove);
                    assertThat(live)
                            .as("lost")
                            .allMatch(dot ->
                                    run.history.isReplaced(run.history.get(dot).writeId()));
                }
            }
        });
    }

    @Test
    void a_write_that_is_known_to_be_replaced_under_one_dot_is_not_shown_under_another() {
        forEachStep(new Faults(true, true), run -> {
            for (SimReplica replica : run.replicas) {
                for (int key = 0; key < RandomSchedule.KEYS; key++) {
                    Set<Dot> seen = replica.seen.get(key);
                    for (Version version : replica.rows.get(key).versions()) {
                        for (Dot dot : replica.dotsOf(version.writeId())) {
                            assertThat(seen)
                                    .noneMatch(other ->
                                            run.history.get(other).seen().contains(dot));
                        }
                    }
                }
            }
        });
    }

    @Test
    void replicas_that_exchange_their_rows_hold_the_same() {
        forEachEnd(new Faults(true, true), run -> {
            run.heal();
            SimReplica first = run.replicas.get(0);
            for (SimReplica replica : run.replicas) {
                assertThat(replica.clock).isEqualTo(first.clock);
                assertThat(replica.rows).isEqualTo(first.rows);
                assertThat(replica.rows)
                        .allMatch(row -> !row.context().intersects(replica.clock.bases()), "stripped")
                        .allMatch(row -> row.versions().stream().noneMatch(v -> replica.isRemoved(v.writeId())));
            }
        });
    }

    @Test
    void without_wipes_the_writes_that_remain_are_those_that_nobody_had_seen() {
        forEachEnd(new Faults(true, false), run -> {
            run.heal();
            for (int key = 0; key < RandomSchedule.KEYS; key++) {
                List<Version> versions = run.replicas.get(0).rows.get(key).versions();
                assertThat(Rows.shown(versions).stream().map(Version::writeId).sorted())
                        .containsExactlyElementsOf(run.history.liveWrites(key));
            }
        });
    }

    @Test
    void merge_is_commutative_associative_and_idempotent() {
        forEachEnd(new Faults(true, true), run -> {
            SplittableRandom random = run.random;
            for (List<FilledRow> pool : run.reached) {
                for (int i = 0; i < 20 && !pool.isEmpty(); i++) {
                    FilledRow a = pool.get(random.nextInt(pool.size()));
                    FilledRow b = pool.get(random.nextInt(pool.size()));
                    FilledRow c = pool.get(random.nextInt(pool.size()));
                    assertThat(Rows.merge(a, b)).isEqualTo(Rows.merge(b, a));
                    assertThat(Rows.merge(Rows.merge(a, b), c)).isEqualTo(Rows.merge(a, Rows.merge(b, c)));
                    assertThat(Rows.merge(a, a)).isEqualTo(a);
                    assertThat(Rows.merge(Rows.merge(a, b), b)).isEqualTo(Rows.merge(a, b));
                }
            }
        });
    }

    @Test
    void whether_a_row_is_stripped_makes_no_difference() {
        forEachEnd(new Faults(true, true), run -> {
            for (SimReplica replica : run.replicas) {
                for (int key = 0; key < RandomSchedule.KEYS; key++) {
                    DotSet clock = replica.clock;
                    FilledRow filled = replica.filled(key);
                    Row unstripped = new Row(filled.versions(), filled.context());
                    Row stripped = Rows.strip(unstripped, clock);
                    assertThat(stripped).isEqualTo(replica.rows.get(key));
                    assertThat(Rows.strip(stripped, clock)).isSameAs(stripped);
                    assertThat(Rows.fill(stripped, clock)).isEqualTo(filled);
                    for (Dot dot : run.history.dotsOfKey(key)) {
                        Mutation mutation = run.history.get(dot).mutation();
                        assertThat(Rows.fill(Rows.apply(stripped, clock, mutation), clock))
                                .isEqualTo(Rows.fill(Rows.apply(unstripped, clock, mutation), clock));
                    }
                    for (FilledRow theirs : run.reached.get(key)) {
                        assertThat(Rows.fill(Rows.merge(stripped, clock, theirs), clock))
                                .isEqualTo(Rows.fill(Rows.merge(unstripped, clock, theirs), clock));
                    }
                }
            }
        });
    }

    @Test
    void applying_a_mutation_again_changes_nothing() {
        forEachEnd(new Faults(false, true), run -> {
            for (SimReplica replica : run.replicas) {
                for (int key = 0; key < RandomSchedule.KEYS; key++) {
                    for (Dot dot : replica.seen.get(key)) {
                        Row again = Rows.apply(
                                replica.rows.get(key),
                                replica.clock,
                                run.history.get(dot).mutation());
                        assertThat(Rows.strip(again, replica.clock)).isEqualTo(replica.rows.get(key));
                    }
                }
            }
        });
    }
}
