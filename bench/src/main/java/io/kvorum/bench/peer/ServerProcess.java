package io.kvorum.bench.peer;

import io.kvorum.harness.live.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A server that was started.
 *
 * @param name for people
 * @param log what it says
 */
public record ServerProcess(String name, Process process, Path log) {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int CONNECT_TIMEOUT_MS = 500;

    /** A condition that is asked for again and again. */
    public interface Condition {
        /** An exception counts as no. */
        boolean holds() throws IOException;
    }

    public long pid() {
        return process.pid();
    }

    /**
     * Waits until it serves.
     *
     * @throws IllegalStateException if it ends before, or does not serve in time
     */
    public void await(Condition serving, Deadline deadline) throws InterruptedException {
        while (!holds(serving)) {
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " has ended: " + lastLine() + " (" + log + ")");
            }
            if (deadline.isPast()) {
                throw new IllegalStateException(name + " does not serve in time; its log: " + log);
            }
            deadline.pause(POLL);
        }
    }

    /** That somebody accepts connections there. */
    public static Condition listening(InetSocketAddress address) {
        return () -> {
            try (Socket socket = new Socket()) {
                socket.connect(address, CONNECT_TIMEOUT_MS);
                return true;
            }
        };
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (IOException notYet) {
            return false;
        }
    }

    private String lastLine() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
        } catch (IOException e) {
            return "it left no log";
        }
    }
}
