package io.kvorum.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Makes {@code docs/kvctl.md} from the model of the command line, so that the page is what {@code --help} says. */
public final class ReferencePage {
    private static final String HEAD = """
        # kvctl

        <!-- Generated from the command line itself. A test says how to renew it. -->

        Every command takes the options of `kvctl` itself, before or after its name. Data goes to standard output, progress
        and prose to standard error. JSON (`-o json`, `-o jsonl`) has sorted keys and a schema version; a value is text when
        it is UTF-8, else base64 with `"encoding":"base64"` beside it. On the command line `base64:...` stands for bytes.

        ## Exit codes

        | code | meaning |
        |---|---|
        """;

    private ReferencePage() {}

    /** @param root the model of all commands */
    public static String of(CommandLine root) {
        StringBuilder page = new StringBuilder(HEAD);
        for (Exit exit : Exit.values()) {
            page.append("| ")
                    .append(exit.code())
                    .append(" | ")
                    .append(exit.meaning())
                    .append(" |\n");
        }
        append(root, page);
        return page.toString();
    }

    private static void append(CommandLine line, StringBuilder page) {
        page.append("\n## ").append(line.getCommandSpec().qualifiedName()).append("\n\n```text\n");
        line.getUsageMessage(Ansi.OFF)
                .lines()
                .forEach(text -> page.append(text.stripTrailing()).append('\n'));
        page.append("```\n");
        line.getSubcommands().entrySet().stream()
                .filter(entry -> entry.getKey().equals(entry.getValue().getCommandName()))
                .forEach(entry -> append(entry.getValue(), page));
    }
}
