package io.kvorum.cli.command.shell;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.CliCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kvctl shell}. */
@Command(
        name = "shell",
        description = "Read commands from a prompt, or from standard input, one per line.",
        footer = {
            "",
            "Lines are commands without the word kvctl; 'exit' or Ctrl-D ends. Blank lines and lines that begin with #",
            "are skipped. The exit code is that of the last command that failed.",
            "",
            "Examples:",
            "  kvctl shell",
            "  kvctl shell < commands.txt"
        })
public final class ShellCommand extends CliCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private int lastFailure;

    public ShellCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException {
        List<String> global = GlobalWords.of(cli);
        if (cli.environment().interactive()) {
            prompt(global);
        } else {
            script(global);
        }
        for (Exit exit : Exit.values()) {
            if (exit.code() == lastFailure) {
                return exit;
            }
        }
        return Exit.INTERNAL;
    }

    private void prompt(List<String> global) throws IOException {
        Path folder = cli.environment().state();
        Files.createDirectories(folder);
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .completer(new CommandCompleter(spec.root()))
                    .variable(LineReader.HISTORY_FILE, folder.resolve("shell-history"))
                    .build();
            while (true) {
                try {
                    if (!execute(reader.readLine("kvctl> "), global)) {
                        return;
                    }
                } catch (UserInterruptException e) {
                    terminal.writer().println("(Ctrl-D ends)");
                } catch (EndOfFileException e) {
                    return;
                }
            }
        }
    }

    private void script(List<String> global) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(cli.environment().in(), StandardCharsets.UTF_8));
        String line = in.readLine();
        while (line != null && execute(line, global)) {
            line = in.readLine();
        }
    }

    /** @return false if that was the end */
    private boolean execute(String line, List<String> global) {
        List<String> words = words(line);
        if (words.isEmpty() || words.get(0).startsWith("#")) {
            return true;
        }
        if (words.get(0).equals("exit") || words.get(0).equals("quit")) {
            return false;
        }
        if (words.get(0).equals("shell")) {
            cli.console().say("this is the shell");
            return true;
        }
        CommandLine root = spec.root().commandLine();
        int code = root.execute(
                java.util.stream.Stream.concat(global.stream(), words.stream()).toArray(String[]::new));
        cli.console().flush();
        if (code != 0) {
            lastFailure = code;
        }
        return true;
    }

    private static List<String> words(String line) {
        return new DefaultParser()
                .parse(line, line.length()).words().stream()
                        .filter(word -> !word.isEmpty())
                        .toList();
    }
}
