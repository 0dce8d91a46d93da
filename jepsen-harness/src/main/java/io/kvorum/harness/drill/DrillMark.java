package io.kvorum.harness.drill;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.kvorum.harness.live.ProcessMark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * What a drill leaves in its directory, and in the command lines of its nodes, for whoever has to clean up behind it.
 *
 * @param runner the process that runs the drill, as {@link ProcessMark#text()}
 * @param ended whether it has ended its nodes
 */
public record DrillMark(String runner, long seed, String workload, boolean ended) {
    private static final String DIRECTORY_OPTION = "-Dkvorum.drill.directory=";
    private static final String RUNNER_OPTION = "-Dkvorum.drill.runner=";
    private static final String FILE = "drill.json";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Marks the directory: this process runs a drill there. */
    static DrillMark begin(DrillOptions options) throws IOException {
        DrillMark mark = new DrillMark(
                ProcessMark.ofThis().text(), options.seed(), options.workload().toString(), false);
        mark.write(options.directory());
        return mark;
    }

    /** No node runs any more. */
    void end(Path directory) {
        try {
            new DrillMark(runner, seed, workload, true).write(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("the mark of the drill in " + directory + " cannot be written", e);
        }
    }

    /** At once: it is the old one or the new one. One at a time: whoever is interrupted ends it from two threads. */
    private void write(Path directory) throws IOException {
        synchronized (JSON) {
            Path temporary = directory.resolve(FILE + ".new");
            Files.writeString(temporary, JSON.writeValueAsString(this));
            Files.move(temporary, file(directory), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static Path file(Path directory) {
        return directory.resolve(FILE);
    }

    /** The mark of a directory, if it has a readable one. */
    static Optional<DrillMark> of(Path directory) {
        try {
            return Optional.of(JSON.readValue(file(directory).toFile(), DrillMark.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** With which each node's JVM is started. */
    List<String> javaOptions(Path directory) {
        return List.of(DIRECTORY_OPTION + directory.toAbsolutePath(), RUNNER_OPTION + runner);
    }

    /** The directory of the drill that started a process with these words, if one did. */
    static Optional<Path> directoryOf(List<String> words) {
        return option(words, DIRECTORY_OPTION).map(Path::of);
    }

    /** Whether a process with these words belongs to a drill whose runner still lives. */
    static boolean isRun(List<String> words) {
        return option(words, RUNNER_OPTION)
                .map(ProcessMark::parse)
                .map(ProcessMark::isAlive)
                .orElse(false);
    }

    private static Optional<String> option(List<String> words, String name) {
        return words.stream()
                .filter(word -> word.startsWith(name))
                .map(word -> word.substring(name.length()))
                .findFirst();
    }

    /** Whether its runner still lives. */
    boolean isRunning() {
        return !ended && ProcessMark.parse(runner).isAlive();
    }
}
