package io.kvorum.harness.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.checker.history.HistoryWriter;
import io.kvorum.harness.checker.history.Invocation;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.linear.Limits;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Histories as drills make them, of many concurrent processes, some outcomes unknown, without a cluster. */
class LargeHistoryTest {
    private static final int PROCESSES = 16;
    private static final int KEYS = 64;
    private static final long MILLI = 1_000_000;
    /** One of so many writes is never answered. */
    private static final int UNKNOWN_OF = 500;

    @TempDir
    Path folder;

    private record Planned(Invocation asked, long effectNanos, long endNanos, boolean unknown) {}

    private static void write(Path file, int operations, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        ReliableStore store = new ReliableStore();
        List<CasMix> mixes = new ArrayList<>();
        PriorityQueue<Planned> planned = new PriorityQueue<>((a, b) -> Long.compare(a.effectNanos(), b.effectNanos()));
        for (int process = 0; process < PROCESSES; process++) {
            mixes.add(new CasMix(process, DrillOptions.keyNames(KEYS), seed));
            planned.add(plan(mixes.get(process), random, random.nextLong(MILLI)));
        }
        int written = 0;
        try (HistoryWriter writer = new HistoryWriter(file)) {
            while (written < operations) {
                Planned next = planned.remove();
                Operation ended = store.run(next.asked(), next.endNanos());
                if (!next.unknown()) {
                    writer.write(ended);
                    written++;
                    CasMix mix = mixes.get((int) next.asked().process());
                    mix.learn(ended);
                    Planned after = plan(mix, random, next.endNanos() + random.nextLong(MILLI));
                    while (after.unknown()) {
                        // It takes effect some time later, or never; its client goes on.
                        Operation unknown = after.asked().unknown(after.endNanos());
                        writer.write(unknown);
                        written++;
                        mix.learn(unknown);
                        if (random.nextInt(3) > 0) {
                            planned.add(after);
                        }
                        after = plan(mix, random, after.endNanos() + random.nextLong(MILLI));
                    }
                    planned.add(after);
                }
            }
        }
    }

    private static Planned plan(CasMix mix, SplittableRandom random, long startNanos) {
        Invocation asked = mix.next(startNanos);
        boolean unknown = asked.action().isWrite() && random.nextInt(UNKNOWN_OF) == 0;
        long endNanos = startNanos + (unknown ? 5_000 * MILLI : MILLI + random.nextLong(10 * MILLI));
        return new Planned(asked, random.nextLong(startNanos, endNanos + 1), endNanos, unknown);
    }

    @Test
    void manyProcessesAndUnknownOutcomesAreJudged() throws IOException {
        Path file = folder.resolve("history.jsonl");
        write(file, 30_000, 1);
        Judgement judgement = Judgement.of(file, Limits.REPRODUCIBLE, new QuietListener());
        assertThat(judgement.operations()).isEqualTo(30_000);
        assertThat(judgement.keys()).hasSize(KEYS);
        assertThat(judgement.broken()).isZero();
        assertThat(judgement.undecided()).isZero();
    }

    /** For measurements: -Dkvorum.history=FILE -Dkvorum.operations=1000000. */
    @Test
    @EnabledIfSystemProperty(named = "kvorum.history", matches = ".+")
    void oneIsWrittenForKvctlCheck() throws IOException {
        int operations = Integer.getInteger("kvorum.operations", 1_000_000);
        Path file = Path.of(System.getProperty("kvorum.history"));
        write(file, operations, 1);
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            assertThat(lines.lines().count()).isBetween((long) operations, operations + 10L);
        }
    }
}
