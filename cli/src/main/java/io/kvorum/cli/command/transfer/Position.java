package io.kvorum.cli.command.transfer;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** How far an export or import has come, in a small file beside the data, so that it can be resumed. */
final class Position {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path file;
    private final String job;

    /** @param job names the work; the position of other work does not count */
    Position(Path data, String job) {
        this.file = data.resolveSibling(data.getFileName() + "." + job + ".position");
        this.job = job;
    }

    /** @param done in units of the work; @param bytes of the file that are complete */
    record State(String job, long done, long bytes) {}

    State read() throws IOException {
        if (!Files.exists(file)) {
            return new State(job, 0, 0);
        }
        State state = MAPPER.readValue(file.toFile(), State.class);
        return state.job().equals(job) ? state : new State(job, 0, 0);
    }

    void write(long done, long bytes) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(temporary, MAPPER.writeValueAsString(Map.of("job", job, "done", done, "bytes", bytes)));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    void clear() throws IOException {
        Files.deleteIfExists(file);
    }
}
