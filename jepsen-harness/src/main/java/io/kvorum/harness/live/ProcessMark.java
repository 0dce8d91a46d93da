package io.kvorum.harness.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Names a process so that a number which was given to somebody else since is not taken for it.
 *
 * @param startMs when it started, by the system's clock; 0 if the system does not tell
 */
public record ProcessMark(long pid, long startMs) {
    /** The system derives it from its boot time, which moves a little when the clock is set. */
    private static final long TOLERANCE_MS = 2_000;

    public static ProcessMark ofThis() {
        return of(ProcessHandle.current());
    }

    public static ProcessMark of(ProcessHandle handle) {
        return new ProcessMark(handle.pid(), startOf(handle));
    }

    static long startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** The process, if it lives. */
    public Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(handle -> JavaProcess.stateOf(handle) != 'Z')
                .filter(handle -> Math.abs(startOf(handle) - startMs) <= TOLERANCE_MS);
    }

    public boolean isAlive() {
        return handle().isPresent();
    }

    /** The form that {@link #parse} reads. */
    public String text() {
        return pid + "." + startMs;
    }

    /** @throws IllegalArgumentException if it is none */
    public static ProcessMark parse(String text) {
        String[] words = text.split("\\.");
        if (words.length != 2) {
            throw new IllegalArgumentException("not a process: " + text);
        }
        return new ProcessMark(Long.parseLong(words[0]), Long.parseLong(words[1]));
    }

    /** The words of a process's command line; none if the system does not tell, or it has gone. */
    public static List<String> words(ProcessHandle handle) {
        try {
            // All of it: the handle knows only so much of a long command line.
            String line = Files.readString(
                    Path.of("/proc", Long.toString(handle.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
            return List.of(line.split("\0"));
        } catch (IOException e) {
            return handle.info()
                    .arguments()
                    .map(arguments -> Stream.of(arguments).toList())
                    .orElse(List.of());
        }
    }
}
