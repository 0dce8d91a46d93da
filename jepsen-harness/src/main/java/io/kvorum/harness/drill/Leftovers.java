package io.kvorum.harness.drill;

import io.kvorum.harness.live.Deadline;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.harness.live.ProcessMark;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What drills have left behind whose own process was killed before it could clean up. Nothing of a drill that runs is among it, and
 * nothing without a drill's mark.
 *
 * @param processes nodes that go on
 * @param directories with what drills wrote
 */
public record Leftovers(List<Node> processes, List<Directory> directories) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(20);

    /** A process of a drill in this directory. */
    public record Node(ProcessMark process, Path directory) {}

    /** @param mark what the drill says of itself */
    public record Directory(Path path, DrillMark mark) {}

    public Leftovers {
        processes = List.copyOf(processes);
        directories = List.copyOf(directories);
    }

    public boolean isEmpty() {
        return processes.isEmpty() && directories.isEmpty();
    }

    /**
     * Looks at all processes, at temporary directories of drills, at the directories of processes that are found, and at these.
     *
     * @param temporary where temporary directories are made
     * @param named directories besides
     * @param alsoEnded with directories of drills that have ended as they should
     */
    public static Leftovers find(Path temporary, List<Path> named, boolean alsoEnded) throws IOException {
        return find(ProcessHandle.allProcesses(), temporary, named, alsoEnded);
    }

    static Leftovers find(Stream<ProcessHandle> candidates, Path temporary, List<Path> named, boolean alsoEnded)
            throws IOException {
        List<Node> processes =
                candidates.flatMap(handle -> node(handle).stream()).toList();
        TreeSet<Path> paths = new TreeSet<>();
        named.forEach(path -> paths.add(path.toAbsolutePath().normalize()));
        processes.forEach(process -> paths.add(process.directory()));
        try (DirectoryStream<Path> found = Files.newDirectoryStream(temporary, Drill.TEMPORARY + "*")) {
            found.forEach(path -> paths.add(path.toAbsolutePath().normalize()));
        }
        List<Directory> directories = new ArrayList<>();
        for (Path path : paths) {
            DrillMark.of(path)
                    .filter(mark -> !mark.isRunning() && (alsoEnded || !mark.ended()))
                    .ifPresent(mark -> directories.add(new Directory(path, mark)));
        }
        return new Leftovers(processes, directories);
    }

    private static Optional<Node> node(ProcessHandle handle) {
        List<String> words = ProcessMark.words(handle);
        return DrillMark.directoryOf(words)
                .filter(directory -> !DrillMark.isRun(words))
                .map(directory -> new Node(ProcessMark.of(handle), directory));
    }

    /**
     * Kills the processes, and deletes what drills wrote into the directories, and these if nothing else is in them.
     *
     * @param keepHistories leave what clients were told
     * @throws IllegalStateException if a process does not end
     */
    public void remove(boolean keepHistories) throws IOException, InterruptedException {
        List<ProcessHandle> killed = processes.stream()
                .flatMap(node -> node.process().handle().stream())
                .toList();
        killed.forEach(ProcessHandle::destroyForcibly);
        Deadline deadline = Deadline.in(PATIENCE);
        for (Node node : processes) {
            while (node.process().isAlive()) {
                if (deadline.isPast()) {
                    throw new IllegalStateException("process " + node.process().pid()
                            + " survived kill -9; its directory " + node.directory() + " is left");
                }
                deadline.pause(POLL);
            }
        }
        for (Directory directory : directories) {
            remove(directory.path(), keepHistories);
        }
    }

    private static void remove(Path directory, boolean keepHistory) throws IOException {
        LocalCluster.delete(Drill.clusterDirectory(directory));
        if (!keepHistory) {
            Files.deleteIfExists(Drill.historyFile(directory));
        }
        // Last: a directory that is half removed still has it.
        Files.deleteIfExists(DrillMark.file(directory));
        boolean empty;
        try (Stream<Path> left = Files.list(directory)) {
            empty = left.findAny().isEmpty();
        }
        if (empty) {
            Files.delete(directory);
        }
    }
}
