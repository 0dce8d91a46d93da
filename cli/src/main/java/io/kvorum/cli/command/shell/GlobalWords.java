package io.kvorum.cli.command.shell;

import io.kvorum.cli.Cli;
import io.kvorum.cli.GlobalOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The options that the shell was started with, for each of its commands. */
final class GlobalWords {
    private GlobalWords() {}

    static List<String> of(Cli cli) {
        GlobalOptions options = cli.options();
        List<String> words = new ArrayList<>();
        if (!options.context().isEmpty()) {
            words.addAll(List.of("--cluster", options.context()));
        }
        if (!options.endpoints().isEmpty()) {
            words.addAll(List.of("--endpoints", String.join(",", options.endpoints())));
        }
        if (options.only()) {
            words.add("--only");
        }
        words.addAll(List.of("--output", options.format().name().toLowerCase(Locale.ROOT)));
        words.addAll(List.of("--timeout", options.timeout().toMillis() + "ms"));
        if (options.yes()) {
            words.add("--yes");
        }
        if (options.noColor()) {
            words.add("--no-color");
        }
        return words;
    }
}
