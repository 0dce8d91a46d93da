package io.kvorum.harness.checker.history;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Writes whole operations as JSON lines, or, while clients are at work, the two events of each: what was invoked is then in the
 * file before anything was sent, and a history that breaks off can still be judged. Any thread may write.
 */
public final class HistoryWriter implements AutoCloseable {
    private final BufferedWriter out;

    /** Overwrites the file. */
    public HistoryWriter(Path file) throws IOException {
        out = Files.newBufferedWriter(file);
    }

    /** The line of one operation, without its end. */
    public static String line(Operation operation) {
        return LineFormat.write(operation).toString();
    }

    /** The fields of that line. */
    public static Map<String, Object> fields(Operation operation) {
        return LineFormat.MAPPER.convertValue(LineFormat.write(operation), new TypeReference<Map<String, Object>>() {});
    }

    /** @throws UncheckedIOException if the file cannot be written */
    public synchronized void write(Operation operation) {
        try {
            out.write(line(operation));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes that a client is about to send something, and hands it to the system.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public synchronized void invoke(Invocation invocation) {
        event(LineFormat.invocation(invocation).toString());
    }

    /** Writes how what was invoked has ended, likewise. */
    public synchronized void complete(Operation operation) {
        event(LineFormat.completion(operation).toString());
    }

    private void event(String line) {
        try {
            out.write(line);
            out.write('\n');
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
