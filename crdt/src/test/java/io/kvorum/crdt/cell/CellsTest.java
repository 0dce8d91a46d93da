package io.kvorum.crdt.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.CausalHistory;
import io.kvorum.crdt.row.CausalHistory.Happened;
import io.kvorum.crdt.row.RandomSchedule;
import io.kvorum.crdt.row.RandomSchedule.Author;
import io.kvorum.crdt.row.RandomSchedule.Faults;
import io.kvorum.crdt.row.RandomSchedule.Known;
import io.kvorum.crdt.row.Version;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Each type against its specification, a function from what happened, and who had seen what, to a value. The specifications
 * know neither versions nor contexts. Messages are lost, doubled, reordered and late, contexts are stale, replicas lose all.
 */
class CellsTest {
    private static final int SEEDS = 1_200;
    private static final int STEPS = 60;

    /** How a client of a type writes, given what happened so far and what it has seen of it. */
    private interface Client {
        Optional<Bytes> write(SplittableRandom random, List<Version> seen);
    }

    /** Tests at each replica after each step; and with retries at the end, when all have exchanged everything. */
    private static <T> void verify(
            Client client, Function<List<Version>, T> implementation, Function<List<Happened>, T> specification) {
        for (long seed = 0; seed < SEEDS; seed++) {
            RandomSchedule run = start(seed, new Faults(false, true), client);
            for (int step = 0; step < STEPS; step++) {
                run.step();
                compare(run, seed, implementation, specification);
            }
            RandomSchedule retried = start(seed, new Faults(true, false), client);
            for (int step = 0; step < STEPS; step++) {
                retried.step();
            }
            retried.heal();
            compare(retried, seed, implementation, specification);
        }
    }

    private static <T> void compare(
            RandomSchedule run,
            long seed,
            Function<List<Version>, T> implementation,
            Function<List<Happened>, T> specification) {
        for (int replica = 0; replica < run.replicas.size(); replica++) {
            for (int key = 0; key < RandomSchedule.KEYS; key++) {
                List<Happened> past = run.replicas.get(replica).seen.get(key).stream()
                        .map(run.history::get)
                        .toList();
                assertThat(implementation.apply(
                                run.replicas.get(replica).filled(key).versions()))
                        .as("seed %s, replica %s, key %s, %s", seed, replica, key, past)
                        .isEqualTo(specification.apply(past));
            }
        }
    }

    private static RandomSchedule start(long seed, Faults faults, Client client) {
        RandomSchedule[] run = new RandomSchedule[1];
        Author author = (random, write, known) -> client.write(random, shownTo(known, run[0].history));
        run[0] = new RandomSchedule(seed, faults, author);
        return run[0];
    }

    /** What a client holds that has merged all its reads and writes. */
    private static List<Version> shownTo(Known known, CausalHistory history) {
        return history.live(known.seen()).stream()
                .map(dot -> version(history.get(dot)))
                .toList();
    }

    private static Version version(Happened happened) {
        return new Version(
                happened.dot(), happened.writeId(), happened.mutation().value().orElseThrow());
    }

    private static Optional<Bytes> mostly(SplittableRandom random, Operand operand) {
        return random.nextInt(5) == 0 ? Optional.empty() : Optional.of(operand.toBytes());
    }

    private static Client toggles(boolean deletes) {
        return (random, seen) -> deletes
                ? mostly(random, new Operand.Toggle(random.nextBoolean()))
                : Optional.of(new Operand.Toggle(random.nextBoolean()).toBytes());
    }

    /** Had this write, by any of its dots, been seen by one of the others? */
    private static boolean isSeen(Happened write, List<Happened> past, Function<Happened, Boolean> by) {
        Set<Dot> dots = new TreeSet<>();
        past.stream().filter(same -> same.writeId().equals(write.writeId())).forEach(same -> dots.add(same.dot()));
        return past.stream()
                .filter(by::apply)
                .anyMatch(other -> other.seen().stream().anyMatch(dots::contains));
    }

    private static boolean is(Happened happened, boolean on) {
        return happened.mutation()
                .value()
                .filter(value -> Operand.Toggle.read(value).on() == on)
                .isPresent();
    }

    @Test
    void a_flag_is_on_if_an_enabling_was_seen_by_no_disabling() {
        verify(
                toggles(true),
                Cells::isOnEnableWins,
                past -> past.stream()
                        .anyMatch(
                                enabling -> is(enabling, true) && !isSeen(enabling, past, other -> !is(other, true))));
    }

    @Test
    void a_disable_wins_flag_is_on_if_every_disabling_was_seen_by_an_enabling() {
        verify(
                toggles(false),
                Cells::isOnDisableWins,
                past -> past.stream().anyMatch(any -> is(any, true))
                        && past.stream().allMatch(any -> is(any, true) || isSeen(any, past, other -> is(other, true))));
    }

    @Test
    void an_element_is_in_if_an_add_was_seen_by_no_removal() {
        verify(
                (random, seen) -> random.nextInt(3) == 0 ? Optional.empty() : Optional.of(Bytes.EMPTY),
                Cells::isLive,
                past -> past.stream().anyMatch(add -> isAdd(add) && !isSeen(add, past, other -> !isAdd(other))));
    }

    private static boolean isAdd(Happened happened) {
        return happened.mutation().value().isPresent();
    }

    @Test
    void a_register_has_the_value_of_the_latest_write_that_no_delete_had_seen() {
        Client client = (random, seen) -> {
            long clock = 1L + random.nextInt(12);
            return mostly(random, Updates.lastWrite(seen, clock, Bytes.ofUtf8("v" + random.nextInt(1_000))));
        };
        verify(
                client,
                Cells::lastWritten,
                past -> past.stream()
                        .filter(write -> isAdd(write) && !isSeen(write, past, other -> !isAdd(other)))
                        .max(Comparator.<Happened>comparingLong(
                                        write -> stamped(write).stamp())
                                .thenComparing(Happened::writeId))
                        .map(CellsTest::stamped));
    }

    private static Operand.Stamped stamped(Happened write) {
        return Operand.Stamped.read(write.mutation().value().orElseThrow());
    }

    @Test
    void a_multi_value_register_has_the_values_that_no_other_write_had_seen() {
        verify(
                (random, seen) -> random.nextInt(4) == 0
                        ? Optional.empty()
                        : Optional.of(Bytes.ofUtf8("v" + random.nextInt(1_000))),
                live -> Cells.values(live).stream().sorted().toList(),
                past -> past.stream()
                        .filter(write -> isAdd(write) && !isSeen(write, past, other -> true))
                        .collect(Collectors.toMap(
                                Happened::writeId,
                                write -> write.mutation().value().orElseThrow(),
                                (one, same) -> one,
                                TreeMap::new))
                        .values()
                        .stream()
                        .sorted()
                        .toList());
    }

    @Test
    void max_and_min_registers_have_the_extreme_of_all_numbers_ever_written() {
        verifyExtreme(Cells::highest, Updates::highest, Math::max);
        verifyExtreme(Cells::lowest, Updates::lowest, Math::min);
    }

    private static void verifyExtreme(
            Function<List<Version>, OptionalLong> extreme,
            BiFunction<List<Version>, Long, Operand.Extreme> update,
            BiFunction<Long, Long, Long> choose) {
        Client client = (random, seen) ->
                Optional.of(update.apply(seen, random.nextInt(2_000) - 1_000L).toBytes());
        verify(
                client,
                extreme,
                past -> past.stream()
                        .map(write -> Operand.Extreme.read(
                                        write.mutation().value().orElseThrow())
                                .value())
                        .reduce(choose::apply)
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()));
    }

    @Test
    void a_distinct_count_has_seen_all_that_was_ever_added() {
        Client client = (random, seen) ->
                Optional.of(Updates.distinct(seen, 4, random.nextLong()).toBytes());
        verify(
                client,
                Cells::distinct,
                past -> past.stream()
                        .map(write ->
                                Operand.readSketch(write.mutation().value().orElseThrow()))
                        .reduce(HyperLogLog::join));
    }
}
