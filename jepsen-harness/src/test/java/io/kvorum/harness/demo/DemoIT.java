package io.kvorum.harness.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A short demonstration on real processes. */
class DemoIT {
    private static final int NAMES = 2_000;

    @TempDir
    Path folder;

    private final List<String> chapters = Collections.synchronizedList(new ArrayList<>());
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    @Test
    @Timeout(300)
    void aClusterThatIsBrokenInFourWaysKeepsItsWord() throws Exception {
        Path directory = folder.resolve("demo");
        DemoOptions options = new DemoOptions(
                directory, 5, 2, NAMES, 8, Duration.ofSeconds(2), Duration.ofSeconds(120), 42, FaultPlan.TOUR, 1);

        DemoReport report = new Demo(options, new Listener(), false).run();

        assertThat(report.verdict().examples()).as(events.toString()).isEmpty();
        assertThat(report.promisesKept()).isTrue();
        assertThat(report.imported()).isEqualTo(NAMES);
        assertThat(report.verdict().rows()).isGreaterThan(3L * NAMES / 2);
        assertThat(report.phases()).hasSize(6).allMatch(phase -> phase.operations() > 0);
        assertThat(report.timeToConsistency().samples()).isPositive();
        assertThat(report.timeToConsistency().unfinished()).isZero();
        assertThat(chapters).anyMatch(title -> title.contains("kill -9"));
        assertThat(Files.exists(directory)).isFalse();
    }

    private final class Listener implements DemoListener {
        @Override
        public void chapter(String title) {
            chapters.add(title);
        }

        @Override
        public void event(String what) {
            events.add(what);
        }

        @Override
        public void progress(String what, long done, long total) {
            assertThat(done).isBetween(0L, total);
        }

        @Override
        public void load(Meter.Phase phase) {
            assertThat(phase.name()).isNotEmpty();
        }

        @Override
        public void phaseEnded(Meter.Phase phase) {
            events.add(phase.toString());
        }
    }
}
