package io.kvorum.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.kvorum.protocol.frame.FrameKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node as a process: signals, exit codes, a full disk. */
class NodeProcessTest {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();
    private final int port = TestCluster.freePort();
    private final int adminPort = TestCluster.freePort();

    @AfterEach
    void killAll() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void aTermSignalDrainsAndEndsWithSuccess() throws Exception {
        Process node = start(port, adminPort, directory.resolve("data"), "out");
        awaitReady();
        assertThat(http("/livez").statusCode()).isEqualTo(200);
        assertThat(http("/nothing").statusCode()).isEqualTo(404);
        try (TestClient client = TestClient.connect(port)) {
            assertThat(client.put("kept", "1").hasWritten()).isTrue();
            assertThat(http("/metrics").body())
                    .contains("kvorum_requests_seconds_count")
                    .contains("operation=\"write\"")
                    .contains("kvorum_fsync_seconds_bucket");
            node.destroy();
            assertThat(client.receive().kind()).isEqualTo(FrameKind.GO_AWAY);
        }
        assertThat(exitCode(node)).isEqualTo(0);
        start(port, adminPort, directory.resolve("data"), "out2");
        awaitReady();
        try (TestClient client = TestClient.connect(port)) {
            assertThat(client.get("kept").getFound().getVersionsCount()).isEqualTo(1);
        }
    }

    @Test
    void aTermSignalWhileItStartsEndsItToo() throws Exception {
        Process node = start(port, adminPort, directory.resolve("data"), "out");
        // As early as there is a process that has begun to run Java.
        await().atMost(TestCluster.PATIENCE).until(() -> Files.exists(directory.resolve("data")) || !node.isAlive());
        node.destroy();
        assertThat(exitCode(node)).isIn(0, 143);
    }

    @Test
    void everyRefusalHasItsExitCodeAndSaysWhatToDo() throws Exception {
        Process node = start(port, adminPort, directory.resolve("data"), "out");
        awaitReady();
        Process second = start(TestCluster.freePort(), 0, directory.resolve("data"), "locked");
        assertThat(exitCode(second)).isEqualTo(ExitCode.DIRECTORY_LOCKED.number());
        assertThat(output("locked")).contains("used by another process");
        Process third = start(port, 0, directory.resolve("data3"), "taken");
        assertThat(exitCode(third)).isEqualTo(ExitCode.ADDRESS_TAKEN.number());
        assertThat(output("taken")).contains("cannot listen on");
        Process fourth = launch("config", List.of("--node.nme=x"));
        assertThat(exitCode(fourth)).isEqualTo(ExitCode.CONFIGURATION.number());
        assertThat(output("config")).contains("did you mean `node.name`");
        assertThat(node.isAlive()).isTrue();
    }

    @Test
    void aFullDiskStopsTheNodeAndLosesNothingThatWasAcknowledged() throws Exception {
        Path disk = Files.createDirectories(directory.resolve("disk"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString()))
                .as("a small file system can be mounted (needs root)")
                .isZero();
        try {
            fillTheDisk(disk);
        } finally {
            processes.forEach(Process::destroyForcibly);
            for (Process process : processes) {
                process.waitFor();
            }
            run("umount", disk.toString());
        }
    }

    private void fillTheDisk(Path disk) throws Exception {
        Process node = start(port, adminPort, disk.resolve("data"), "full");
        awaitReady();
        String value = "x".repeat(100_000);
        int acknowledged = 0;
        try (TestClient client = TestClient.connect(port)) {
            while (client.put("key" + acknowledged, value).hasWritten()) {
                acknowledged++;
            }
        } catch (UncheckedIOException e) {
            // The node is gone.
        }
        assertThat(exitCode(node)).isEqualTo(ExitCode.DISK_FULL.number());
        assertThat(output("full")).contains("No space is left").contains("Make room");
        assertThat(acknowledged).isPositive();
        assertThat(run("mount", "-o", "remount,size=200m", disk.toString())).isZero();
        start(port, adminPort, disk.resolve("data"), "again");
        awaitReady();
        try (TestClient client = TestClient.connect(port)) {
            for (int i = 0; i < acknowledged; i++) {
                assertThat(client.get("key" + i).getFound().getVersionsCount()).isEqualTo(1);
            }
        }
    }

    private Process start(int listen, int admin, Path data, String name) throws IOException {
        return launch(
                name,
                List.of(
                        "--cluster.id=test",
                        "--cluster.secret=" + TestCluster.SECRET,
                        "--cluster.slots=16",
                        "--nodes=[{number: 1, address: '127.0.0.1:" + listen + "'}]",
                        "--node.number=1",
                        "--node.dataDirectory=" + data,
                        "--admin.listen=127.0.0.1:" + admin));
    }

    private Process launch(String name, List<String> flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                NodeMain.class.getName()));
        command.addAll(flags);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start();
        processes.add(process);
        return process;
    }

    private void awaitReady() {
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(() -> http("/readyz").statusCode() == 200);
    }

    private HttpResponse<String> http(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + adminPort + path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private String output(String name) throws IOException {
        return Files.readString(directory.resolve(name + ".log"));
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("ended")
                .isTrue();
        return process.exitValue();
    }

    private static int run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            return -1;
        }
    }
}
