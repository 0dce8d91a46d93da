package io.kvorum.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A directory and the processes that live in it. Closing kills them all and deletes the directory; from then on nothing can
 * be started any more, so a shutdown hook may close it while another thread is still starting servers. Safe for use by many
 * threads.
 */
public final class PeerSite implements AutoCloseable {
    private static final long KILL_PATIENCE_SECONDS = 20;

    private final Path directory;
    private final boolean keepFiles;
    private final Consumer<String> progress;
    private final Object lock = new Object();
    private final List<Process> processes = new ArrayList<>();
    private final Deque<AutoCloseable> others = new ArrayDeque<>();
    private boolean closed;

    /**
     * @param keepFiles whether data and logs stay when it is closed
     * @param progress is told what happens, in words
     */
    public PeerSite(Path directory, boolean keepFiles, Consumer<String> progress) throws IOException {
        this.directory = Files.createDirectories(directory).toRealPath();
        this.keepFiles = keepFiles;
        this.progress = progress;
    }

    public Path directory() {
        return directory;
    }

    public void say(String what) {
        progress.accept(what);
    }

    /**
     * Starts a server.
     *
     * @param name of its log in the directory
     * @param variables of the environment, besides those of this process
     * @throws IllegalStateException if the site is closed
     */
    public ServerProcess start(String name, List<String> command, Map<String, String> variables) throws IOException {
        Path log = directory.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(variables);
        synchronized (lock) {
            checkOpen();
            Process process = builder.start();
            processes.add(process);
            return new ServerProcess(name, process, log);
        }
    }

    /**
     * Starts something in another way, and ends it with this.
     *
     * @param other whose closing ends whatever the start has started by then
     * @throws IllegalStateException if the site is closed; nothing is started then
     */
    public void start(AutoCloseable other, Runnable start) {
        synchronized (lock) {
            checkOpen();
            others.push(other);
            start.run();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("nothing is started any more: this was ended");
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            for (AutoCloseable other : others) {
                try {
                    other.close();
                } catch (Exception e) {
                    progress.accept("could not be ended: " + e.getMessage());
                }
            }
            others.clear();
            // The data is thrown away or looked at by nobody but a person: no need to be polite.
            processes.forEach(Process::destroyForcibly);
            processes.forEach(PeerSite::awaitEnd);
            processes.clear();
            if (!keepFiles) {
                delete();
            }
        }
    }

    private static void awaitEnd(Process process) {
        try {
            process.waitFor(KILL_PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void delete() {
        if (!Files.exists(directory)) {
            return;
        }
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path folder, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("could not be deleted: " + directory, e);
        }
    }
}
