package io.kvorum.cli.command.transfer;

import io.kvorum.cli.Failure;
import java.nio.file.Path;
import java.util.Optional;

/** How pairs are written in files: one line each. */
interface PairFormat {
    /** What stands before the first pair, without its line end; empty if nothing does. */
    String header();

    /** Without a line end. */
    String line(Pair pair);

    /**
     * Reads a record, which may be several lines; the header is one too.
     *
     * @return empty for the header and for blank lines
     * @throws IllegalArgumentException saying what is wrong
     */
    Optional<Pair> parse(String record);

    /** Whether the record goes on in the next line. */
    boolean isOpen(String record);

    /** @param name jsonl or csv; if empty the file's ending decides, and jsonl is the default */
    static PairFormat of(String name, Optional<Path> file) {
        String chosen = name.isEmpty()
                ? file.filter(path -> path.toString().endsWith(".csv"))
                        .map(path -> "csv")
                        .orElse("jsonl")
                : name;
        return switch (chosen) {
            case "jsonl" -> new JsonlFormat();
            case "csv" -> new CsvFormat();
            default -> throw Failure.usage("there is no format '" + chosen + "'", "known are jsonl and csv");
        };
    }
}
