package io.kvorum.harness.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.live.ProcessMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that bear the mark of a drill, and directories, some of drills whose own process has gone. */
@Timeout(120)
class LeftoversTest {
    @TempDir
    Path temporary;

    @TempDir
    Path elsewhere;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    private static ProcessMark gone() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", "read line").start();
        ProcessMark mark = ProcessMark.of(process.toHandle());
        process.destroyForcibly();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return mark;
    }

    private Path directory(Path parent, String name, ProcessMark runner, boolean ended) throws IOException {
        Path directory = Files.createDirectories(parent.resolve(name));
        Files.createDirectories(directory.resolve("cluster").resolve("n1").resolve("data"));
        Files.writeString(directory.resolve("cluster").resolve("n1").resolve("node.log"), "log");
        Files.writeString(directory.resolve("history.jsonl"), "history");
        String text = "{\"runner\":\"" + runner.text() + "\",\"seed\":7,\"workload\":\"cas\",\"ended\":" + ended + "}";
        Files.writeString(DrillMark.file(directory), text);
        return directory;
    }

    /** Waits for a line that never comes, with the words of a node. */
    private Process node(Path directory, ProcessMark runner) throws IOException {
        DrillMark mark = new DrillMark(runner.text(), 7, "cas", false);
        List<String> command = new ArrayList<>(List.of("sh", "-c", "read line", "node"));
        command.addAll(mark.javaOptions(directory));
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    /** Among the processes of this test: what others have left is theirs. */
    private Leftovers find(List<Path> named, boolean alsoEnded) throws IOException {
        return Leftovers.find(started.stream().map(Process::toHandle), temporary, named, alsoEnded);
    }

    private List<Path> found(boolean alsoEnded, Path... named) throws IOException {
        return find(List.of(named), alsoEnded).directories().stream()
                .map(Leftovers.Directory::path)
                .toList();
    }

    @Test
    void onlyWhatADeadDrillHasLeftIsFound() throws Exception {
        Path dead = directory(temporary, Drill.TEMPORARY + "dead", gone(), false);
        Path ended = directory(temporary, Drill.TEMPORARY + "ended", gone(), true);
        Path running = directory(temporary, Drill.TEMPORARY + "running", ProcessMark.ofThis(), false);
        directory(temporary, "of-another-kind", gone(), false);
        Files.createDirectories(temporary.resolve(Drill.TEMPORARY + "without-mark"));

        assertThat(found(false)).containsExactly(dead);
        assertThat(found(true)).containsExactly(dead, ended);
        Path named = directory(elsewhere, "drill", gone(), false);
        assertThat(found(false, named, running)).containsExactlyInAnyOrder(dead, named);
    }

    @Test
    void processesAreFoundWhereverTheirDirectoryIs() throws Exception {
        ProcessMark runner = gone();
        Path drill = directory(elsewhere, "drill", runner, false);
        Process left = node(drill, runner);
        Path vanished = elsewhere.resolve("vanished");
        Process withoutDirectory = node(vanished, runner);
        Process running = node(elsewhere.resolve("running"), ProcessMark.ofThis());

        Leftovers found = find(List.of(), false);

        assertThat(found.processes())
                .extracting(node -> node.process().pid())
                .containsExactlyInAnyOrder(left.pid(), withoutDirectory.pid());
        assertThat(found.directories()).extracting(Leftovers.Directory::path).containsExactly(drill);

        found.remove(false);

        assertThat(left.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(withoutDirectory.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(running.isAlive()).isTrue();
        assertThat(Files.exists(drill)).isFalse();
    }

    @Test
    void whatADrillDidNotWriteStays() throws Exception {
        Path drill = directory(temporary, Drill.TEMPORARY + "dead", gone(), false);
        Files.writeString(drill.resolve("notes.txt"), "mine");
        find(List.of(), false).remove(false);
        try (var left = Files.list(drill)) {
            assertThat(left).containsExactly(drill.resolve("notes.txt"));
        }
    }

    @Test
    void aHistoryCanBeKept() throws Exception {
        Path drill = directory(temporary, Drill.TEMPORARY + "dead", gone(), false);
        find(List.of(), false).remove(true);
        try (var left = Files.list(drill)) {
            assertThat(left).containsExactly(drill.resolve("history.jsonl"));
        }
    }

    @Test
    void aDrillMarksItsDirectoryUntilItHasEnded() throws IOException {
        DrillOptions options = new DrillOptions(
                WorkloadKind.REGISTERS,
                temporary,
                3,
                1,
                1,
                Duration.ofSeconds(1),
                0,
                9,
                List.of(),
                false,
                Duration.ofSeconds(1));
        DrillMark mark = DrillMark.begin(options);
        assertThat(DrillMark.of(temporary)).contains(mark);
        assertThat(mark.isRunning()).isTrue();
        mark.end(temporary);
        assertThat(DrillMark.of(temporary).orElseThrow().ended()).isTrue();
    }
}
