package io.kvorum.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessSampleTest {
    @Test
    void whatTheSystemCountsIsRead(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("stat"),
                "77 (a ) name) S 1 77 77 0 -1 4194560 100 0 0 0 1234 66 0 0 20 0 30 0 100 200 300 0\n");
        Files.writeString(folder.resolve("status"), "Name:\tjava\nVmRSS:\t  2048 kB\nThreads:\t30\n");
        Files.writeString(folder.resolve("io"), "rchar: 1\nwrite_bytes: 4096\ncancelled_write_bytes: 5\n");
        assertThat(ProcessSample.read(folder)).contains(new ProcessSample(13.0, 2_048 * 1_024, 4_096));
    }

    @Test
    void aProcessThatIsNotAllowedToBeReadHasNoBytes(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("stat"), "77 (x) S 1 77 77 0 -1 0 0 0 0 0 100 0 0 0 20\n");
        Files.writeString(folder.resolve("status"), "VmRSS:\t1 kB\n");
        assertThat(ProcessSample.read(folder)).contains(new ProcessSample(1.0, 1_024, 0));
        assertThat(ProcessSample.read(folder.resolve("gone"))).isEmpty();
    }

    @Test
    void aDifferenceKeepsTheMemoryOfTheEnd() {
        ProcessSample begin = new ProcessSample(1, 100, 10);
        assertThat(new ProcessSample(3, 50, 40).since(begin)).isEqualTo(new ProcessSample(2, 50, 30));
    }
}
