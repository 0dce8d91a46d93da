package io.kvorum.bench.result;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A file of runs, in JSON.
 *
 * @param schema grows when a field changes its meaning or goes
 */
public record RunFile(int schema, List<RunRecord> runs) {
    public static final int SCHEMA = 1;

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    public RunFile {
        runs = List.copyOf(runs);
    }

    public static RunFile of(List<RunRecord> runs) {
        return new RunFile(SCHEMA, runs);
    }

    /**
     * @throws IllegalArgumentException if it is no file of runs, or one of a schema that this program does not know
     */
    public static RunFile read(Path file) throws IOException {
        try {
            JsonNode document = JSON.readTree(file.toFile());
            int schema = document.path("schema").asInt();
            if (schema != SCHEMA || !document.path("runs").isArray()) {
                throw new IllegalArgumentException(file + " is not a file of runs with schema " + SCHEMA
                        + ", as 'kvctl bench run --save' writes it");
            }
            return JSON.treeToValue(document, RunFile.class);
        } catch (JacksonException wrong) {
            throw new IllegalArgumentException(file + " is not a file of runs: " + wrong.getOriginalMessage(), wrong);
        }
    }

    /** Writes it at once: a reader sees the old file or the whole new one. */
    public void write(Path file) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(temporary, JSON.writeValueAsString(this) + "\n");
        Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
