package io.kvorum.bench.load;

import static io.kvorum.bench.load.FakeWorld.MILLI;
import static io.kvorum.bench.load.FakeWorld.NEVER;
import static io.kvorum.bench.load.FakeWorld.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.bench.store.MemoryRegisters;
import io.kvorum.bench.store.Registers;
import io.kvorum.bench.workload.Keys;
import io.kvorum.bench.workload.Op;
import io.kvorum.bench.workload.StampedValue;
import io.kvorum.bench.workload.Workload;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** Updates by compare-and-set, and what is found out about a store that does not do what it says. */
class CountedRunTest {
    private static final int RECORDS = 100;

    private final MemoryRegisters memory = new MemoryRegisters();

    /** The keys in memory, answered in the time of a world. */
    private static final class SlowRegisters implements Registers {
        private final MemoryRegisters memory;
        private final FakeWorld world;
        private boolean readsFail;

        SlowRegisters(MemoryRegisters memory, FakeWorld world) {
            this.memory = memory;
            this.world = world;
        }

        @Override
        public CompletableFuture<Found> read(byte[] key) {
            if (readsFail) {
                return world.<Found>answer(Found.NOTHING).thenApply(nothing -> {
                    throw new IllegalStateException("Unavailable/NOT_APPLIED");
                });
            }
            return world.answer(memory.readNow(key));
        }

        @Override
        public CompletableFuture<Boolean> writeIf(byte[] key, long version, byte[] value) {
            try {
                return world.answer(memory.writeNow(key, version, value));
            } catch (IllegalStateException failed) {
                return world.<Boolean>answer(false).thenApply(nothing -> {
                    throw failed;
                });
            }
        }

        @Override
        public String outcome(Throwable failure) {
            return memory.outcome(failure);
        }
    }

    private final class Run {
        private final FakeWorld world;
        private final SlowRegisters registers;
        private final CountedKeys keys;

        Run(LongUnaryOperator answeredAt) {
            world = new FakeWorld(0, answeredAt);
            for (long key = 0; key < RECORDS; key++) {
                memory.writeNow(Keys.of(key), Registers.ABSENT, StampedValue.of(key, 0, StampedValue.MIN_BYTES));
            }
            registers = new SlowRegisters(memory, world);
            keys = CountedKeys.atZero(registers, RECORDS);
        }

        LoadResult load(String workload, int threads, boolean verify) {
            Workload asked = Workload.named(workload).withRecords(RECORDS).withValueBytes(StampedValue.MIN_BYTES);
            LoadOptions options =
                    new LoadOptions(threads, OptionalDouble.empty(), Duration.ZERO, Duration.ofSeconds(2), 1, verify);
            return LoadRun.run(world, keys, asked, options, world);
        }

        LoadResult load(String workload) {
            return load(workload, 4, true);
        }
    }

    private Run run() {
        return new Run(now -> now + MILLI);
    }

    // -------------------------------------------------------------------------------------------- what is measured

    @Test
    void anUpdateIsAReadAndAConditionalWrite() {
        LoadResult result = run().load("cas");
        assertThat(result.latencies().keySet()).containsExactly(Op.COMPARE_AND_SET);
        assertThat(result.overall().getMinValue()).isBetween(2_000L, 2_001L);
        assertThat(result.operations()).isBetween(3_000L, 4_001L).isEqualTo(memory.count());
        assertThat(result.failures()).isEmpty();
        assertThat(result.wrongValues()).isZero();
        assertThat(result.updates().unknown()).isZero();
        assertThat(result.updates().slowestShare()).isBetween(0.9, 1.0);
    }

    @Test
    void aRefusedUpdateIsCountedAndMadeOnceMoreUntilItIsDone() {
        LoadResult result = run().load("hot-cas", 16, true);
        assertThat(result.operations()).isPositive().isEqualTo(memory.count());
        assertThat(result.updates().conflicts()).isPositive();
        assertThat(result.failures()).isEmpty();
        assertThat(result.overall().getMaxValue()).isGreaterThan(3_900);
        assertThat(StampedValue.sequence(memory.readNow(Keys.of(0)).value().orElseThrow()))
                .as("all on one key")
                .isEqualTo(memory.count());
        assertThat(result.updates().slowestShare()).isBetween(0.01, 1.0);
        assertThat(result.wrongValues()).isZero();
    }

    @Test
    void onlyReadsAreMeasuredOfReads() {
        LoadResult result = run().load("serial-read");
        assertThat(result.latencies().keySet()).containsExactly(Op.SERIAL_READ);
        assertThat(result.operations()).isBetween(7_990L, 8_001L);
        assertThat(result.wrongValues() + result.missing()).isZero();
        assertThat(memory.count()).isZero();
    }

    @Test
    void aClientThatIsNeverAnsweredHasNoShare() {
        Run run = new Run(now -> now == 0 ? NEVER : now + MILLI);
        LoadResult result = run.load("cas", 1, true);
        assertThat(result.failures()).containsOnlyKeys(LogicalClient.UNFINISHED);
        assertThat(result.updates().slowestShare()).isZero();
    }

    // ------------------------------------------------------------------------------------------- what is found out

    @Test
    void lostUpdatesAreFoundOnce() {
        memory.losesEvery = 500;
        Run run = run();
        LoadResult result = run.load("cas");
        assertThat(result.updates().lost()).isPositive().isEqualTo(result.operations() - memory.count());
        assertThat(result.wrongValues()).isGreaterThanOrEqualTo(result.updates().lost());
        assertThat(result.updates().doubled()).isZero();
        memory.losesEvery = 0;
        assertThat(run.load("cas").wrongValues()).isZero();
    }

    /** No read comes between the update that is lost and the end: the counters alone tell. */
    @Test
    void aSingleLostUpdateIsFoundInTheEnd() {
        memory.losesEvery = 1;
        Run run = new Run(now -> now + SECOND);
        LoadResult result = run.load("cas", 1, true);
        assertThat(result.operations()).isEqualTo(1);
        assertThat(result.updates().lost()).isEqualTo(1);
        assertThat(result.updates().stale()).isZero();
        assertThat(result.wrongValues()).isEqualTo(1);
    }

    @Test
    void doubledUpdatesAreFound() {
        memory.doublesEvery = 500;
        LoadResult result = run().load("cas");
        assertThat(memory.count() - result.operations()).isPositive();
        assertThat(result.wrongValues()).isPositive();
        assertThat(result.updates().lost()).isZero();
    }

    @Test
    void anUpdateThatWasMadeAndSaidToBeRefusedIsFound() {
        memory.deniesEvery = 500;
        assertThat(run().load("cas").wrongValues()).isPositive();
    }

    @Test
    void anUpdateThatWasMadeAndSaidNotToBeIsFound() {
        memory.failsAfterMakingEvery = 500;
        memory.failure = "Unavailable/NOT_APPLIED";
        assertThat(run().load("cas").wrongValues()).isPositive();
    }

    @Test
    void updatesOfUnknownOutcomeAreAllowedToBeMadeOrNot() {
        memory.failsAfterMakingEvery = 50;
        memory.failsBeforeMakingEvery = 70;
        Run run = run();
        LoadResult result = run.load("cas");
        assertThat(result.failures().get("Timeout/UNKNOWN"))
                .isPositive()
                .isEqualTo(result.updates().unknown());
        assertThat(result.wrongValues()).isZero();
        assertThat(memory.count() - result.operations())
                .isBetween(1L, result.updates().unknown());
        assertThat(run.load("serial-read").wrongValues()).isZero();
    }

    @Test
    void updatesThatAreCertainlyNotMadeLeaveNothingUnknown() {
        memory.failsBeforeMakingEvery = 50;
        memory.failure = "Unavailable/NOT_APPLIED";
        LoadResult result = run().load("cas");
        assertThat(result.failed()).isPositive();
        assertThat(result.updates().unknown()).isZero();
        assertThat(result.operations()).isEqualTo(memory.count());
        assertThat(result.wrongValues()).isZero();
    }

    @Test
    void oldValuesAreNoticed() {
        Run run = run();
        assertThat(run.load("cas").wrongValues()).isZero();
        memory.showsOldValues = true;
        LoadResult result = run.load("serial-read");
        assertThat(result.updates().stale()).isEqualTo(result.operations()).isEqualTo(result.wrongValues());
    }

    @Test
    void keysThatCannotBeReadInTheEndAreNotCalledRight() {
        Run run = run();
        run.world.after(2 * SECOND + 5 * MILLI, () -> run.registers.readsFail = true);
        LoadResult result = run.load("cas");
        assertThat(result.operations()).isPositive();
        assertThat(result.updates().unread()).isBetween(1L, (long) RECORDS);
        run.registers.readsFail = false;
        assertThat(run.load("serial-read").updates().unread()).as("judged now").isZero();
    }

    @Test
    void whoDoesNotWantToCheckIsNotTold() {
        memory.losesEvery = 50;
        LoadResult result = run().load("cas", 4, false);
        assertThat(result.wrongValues()).isZero();
    }

    // ---------------------------------------------------------------------------------------------------- loading

    private static final LoadOptions OPTIONS = LoadOptions.closed(4, Duration.ZERO, Duration.ofSeconds(1), 7);

    @Test
    void loadingMakesWhatIsMissingAndKeepsTheRest() throws InterruptedException {
        Workload workload = Workload.named("cas").withRecords(200).withValueBytes(64);
        memory.writeNow(Keys.of(3), Registers.ABSENT, StampedValue.of(3, 17, 64));
        CountedKeys keys = CountedKeys.load(memory, workload, OPTIONS, LoadListener.NONE);
        assertThat(memory.count()).isEqualTo(17);
        assertThat(memory.readNow(Keys.of(199)).value())
                .hasValueSatisfying(
                        value -> assertThat(StampedValue.isOf(199, value)).isTrue());
        assertThat(keys.least(3)).isEqualTo(17).isEqualTo(keys.most(3));
        assertThat(keys.least(4)).isZero();
        CountedKeys found = CountedKeys.find(memory, workload, OPTIONS, LoadListener.NONE);
        assertThat(found.least(3)).isEqualTo(17);
    }

    @Test
    void aStrongWorkloadNeedsItsKeys() {
        FakeWorld world = new FakeWorld(RECORDS, now -> now + MILLI);
        assertThatThrownBy(() -> LoadRun.run(world, Workload.named("cas"), OPTIONS, LoadListener.NONE, world))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
