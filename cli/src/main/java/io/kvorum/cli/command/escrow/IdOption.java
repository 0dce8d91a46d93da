package io.kvorum.cli.command.escrow;

import io.kvorum.integrity.escrow.RequestOptions;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The id of a request. */
final class IdOption {
    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Name the request: the same command with the same id has the effect of one, for a day.")
    private Optional<String> id = Optional.empty();

    RequestOptions options() {
        return id.map(RequestOptions.DEFAULT::id).orElse(RequestOptions.DEFAULT);
    }

    /** What to do if the outcome is not known. */
    Optional<String> next() {
        return id.map(name -> "repeat the same command with --id " + name + ": it takes effect once");
    }
}
