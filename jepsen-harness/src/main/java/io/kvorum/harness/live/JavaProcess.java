package io.kvorum.harness.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A process of this program's class path that outlives the one which started it: a file names it, so that a later command
 * finds it again. A process number that was given to somebody else since is recognised by its start time.
 */
final class JavaProcess {
    private static final long POLL_MS = 20;
    private static final long STOP_MS = 5_000;

    private final Path file;

    /** @param file where the process is named */
    JavaProcess(Path file) {
        this.file = file;
    }

    /**
     * Starts it, detached from the terminal.
     *
     * @param log takes standard output and error, after what is there
     */
    void start(String mainClass, List<String> javaOptions, List<String> arguments, Path log) throws IOException {
        if (handle().isPresent()) {
            throw new IllegalStateException(file.getFileName() + ": runs already");
        }
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String archive = System.getProperty("kvctl.node.archive", "");
        if (!archive.isEmpty() && Files.exists(Path.of(archive))) {
            // Classes as they look once they are loaded; one that does not fit is left aside, in silence.
            command.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:disable"));
        }
        command.addAll(javaOptions);
        command.add("--enable-native-access=ALL-UNNAMED");
        if (Runtime.version().feature() >= 24) {
            // protobuf uses Unsafe, which newer Javas tell on standard error.
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-ea", "-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // glibc would give each of RocksDB's threads a heap of its own, and take half as much memory again.
        builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
        // And it would keep the holes that memtables leave.
        builder.environment().putIfAbsent("MALLOC_MMAP_THRESHOLD_", "131072");
        Process process = builder.start();
        Files.writeString(file, process.pid() + " " + ProcessMark.startOf(process.toHandle()));
    }

    /** The process, if it lives. */
    Optional<ProcessHandle> handle() {
        try {
            String[] words = Files.readString(file).strip().split(" ");
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(handle -> stateOf(handle) != 'Z')
                    .filter(handle -> ProcessMark.startOf(handle) == Long.parseLong(words[1]));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** Sends a signal; false if there is no process. */
    boolean signal(Signal signal) {
        return signal(List.of(this), signal);
    }

    /** Sends a signal to all of them at once; false if it did not reach one, or there is none. */
    static boolean signal(List<JavaProcess> processes, Signal signal) {
        String pids = processes.stream()
                .flatMap(process -> process.handle().stream())
                .map(handle -> Long.toString(handle.pid()))
                .collect(Collectors.joining(" "));
        if (pids.isEmpty()) {
            return false;
        }
        try {
            // The shell's own kill: slim systems have no other.
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal.name() + " " + pids)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return kill.waitFor() == 0;
        } catch (IOException e) {
            throw new IllegalStateException("cannot send a signal", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Stops it, and waits until it has stopped: the system stops a thread only when it gets to it. Not where the system does
     * not tell, and not after an interrupt.
     */
    void stop() {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MS);
        if (!signal(Signal.STOP)) {
            return;
        }
        while (handle().map(JavaProcess::stateOf)
                        .filter(state -> state != 'T' && state != '?')
                        .isPresent()
                && System.nanoTime() - deadlineNanos < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Waits until the process has ended; false if it has not in time. */
    boolean awaitEnd(long timeoutMs) throws InterruptedException {
        Optional<ProcessHandle> handle = handle();
        if (handle.isEmpty()) {
            return true;
        }
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (handle().isPresent()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                return false;
            }
            try {
                handle.get().onExit().get(POLL_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // Looked at again: a process that nobody reaps has ended as well, though its handle does not say so.
            }
        }
        return true;
    }

    /** Whether it was stopped by a signal; where the system does not tell, no. */
    boolean isStopped() {
        return handle().map(handle -> stateOf(handle) == 'T').orElse(false);
    }

    /** The state letter that Linux gives, or '?'. */
    static char stateOf(ProcessHandle handle) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(handle.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return '?';
        }
    }

    /** Signals that tests of a node need. */
    enum Signal {
        TERM,
        KILL,
        STOP,
        CONT
    }
}
