package io.kvorum.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.harness.live.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerSiteTest {
    @TempDir
    Path folder;

    private PeerSite site(boolean keepFiles) throws IOException {
        return new PeerSite(folder.resolve("site"), keepFiles, line -> {});
    }

    @Test
    void closingEndsProcessesAndDeletesTheirFiles() throws IOException {
        PeerSite site = site(false);
        ServerProcess server = site.start("server", List.of("sleep", "600"), Map.of());
        Files.writeString(
                Files.createDirectories(site.directory().resolve("data")).resolve("file"), "text");
        site.close();
        assertThat(server.process().isAlive()).isFalse();
        assertThat(folder.resolve("site")).doesNotExist();
    }

    @Test
    void keptFilesStay() throws IOException {
        PeerSite site = site(true);
        site.start("server", List.of("sh", "-c", "echo said; exec sleep 600"), Map.of());
        site.close();
        assertThat(folder.resolve("site").resolve("server.log")).exists();
    }

    @Test
    void nothingStartsOnceItIsClosed() throws IOException {
        PeerSite site = site(false);
        site.close();
        Path trace = folder.resolve("trace");
        assertThatThrownBy(() -> site.start("server", List.of("touch", trace.toString()), Map.of()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> site.start(() -> {}, () -> trace.toFile().mkdir()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(trace).doesNotExist();
    }

    @Test
    void aServerThatEndsBeforeItServesIsNamedWithItsLastWords() throws IOException {
        try (PeerSite site = site(false)) {
            ServerProcess server = site.start("server", List.of("sh", "-c", "echo no disk here; exit 3"), Map.of());
            assertThatThrownBy(() -> server.await(() -> false, Deadline.in(Duration.ofSeconds(30))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("server has ended: no disk here");
        }
    }
}
