package io.kvorum.cli.command.sim;

import io.kvorum.cli.Failure;
import io.kvorum.harness.checker.history.HistoryWriter;
import io.kvorum.harness.checker.history.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** What clients did in a run, to be written down. */
record HistoryFile(List<Operation> operations) {
    void write(Path file) {
        try (HistoryWriter writer = new HistoryWriter(file)) {
            operations.forEach(writer::write);
        } catch (IOException | UncheckedIOException e) {
            throw Failure.usage("cannot write " + file + ": " + e.getMessage(), "name another file with --history");
        }
    }
}
