package io.kvorum.harness.checker.history;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes whole operations as JSON lines. Any thread may write. */
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

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
