package io.kvorum.bench.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFileTest {
    @Test
    void whatWasWrittenIsRead(@TempDir Path folder) throws IOException {
        RunFile file =
                RunFile.of(List.of(SampleRuns.run("one", 16, 1_000, 2.0), SampleRuns.run("two", 64, 3_000, 1.0)));
        Path path = folder.resolve("runs.json");
        file.write(path);
        assertThat(RunFile.read(path)).isEqualTo(file);
    }

    @Test
    void whatIsNoFileOfRunsIsRefused(@TempDir Path folder) throws IOException {
        for (String text : new String[] {"{}", "[]", "not json", "{\"schema\": 99, \"runs\": []}"}) {
            Path path = Files.writeString(folder.resolve("x.json"), text);
            assertThatThrownBy(() -> RunFile.read(path))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("x.json");
        }
    }

    @Test
    void aHistogramComesBackWhole() {
        Histogram histogram = new Histogram(3);
        for (int i = 1; i < 5_000; i++) {
            histogram.recordValue(i * 7L);
        }
        Latency latency = Latency.of(histogram);
        assertThat(latency.decoded()).isEqualTo(histogram);
        assertThat(latency.p99Micros()).isEqualTo(histogram.getValueAtPercentile(99));
        assertThat(latency.count()).isEqualTo(4_999);
    }

    @Test
    void costsArePerOperationThatSucceeded() {
        RunRecord run = SampleRuns.run("one", 16, 1_000, 2.0);
        assertThat(run.measured().operations()).isEqualTo(10_000);
        assertThat(run.serverCpuMicrosPerOperation()).isCloseTo(400, within(1e-9));
        assertThat(run.clientCpuMicrosPerOperation()).isCloseTo(100, within(1e-9));
        assertThat(run.writtenBytesPerOperation()).isCloseTo(300, within(1e-9));
        assertThat(run.largestServerRssBytes()).isEqualTo(2 << 20);
    }
}
