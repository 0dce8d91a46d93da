package io.kvorum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.cli.output.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jline.reader.impl.DefaultParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReferencePageTest {
    private static final Path PAGE = Path.of("../docs/kvctl.md");

    @TempDir
    Path home;

    /** Renew the page with: mvn -pl cli -am test -Dtest=ReferencePageTest -Dkvctl.page=renew. */
    @Test
    void thePageSaysWhatTheHelpSays() throws IOException {
        String page = ReferencePage.of(model());
        if ("renew".equals(System.getProperty("kvctl.page"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    @Test
    void theHelpOfACommandShowsItsOwnOptionsAndExamples() {
        Kit.Result result = new Kit(home).run("get", "--help");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("Usage: kvctl get")
                .contains("--bucket")
                .contains("Examples:")
                .doesNotContain("--no-color");
    }

    @Test
    void everyCommandHasADescriptionAndFitsThePage() {
        check(model());
    }

    /** In blocks of code: lines that begin with kvctl, up to a comment, a pipe, or two blanks. */
    @Test
    void everyCommandLineOfTheDocsIsOne() throws IOException {
        CommandLine model = model();
        List<String> wrong = new ArrayList<>();
        int count = 0;
        for (Path page : pages()) {
            for (String command : commands(Files.readString(page))) {
                count++;
                try {
                    model.parseArgs(words(command));
                } catch (CommandLine.ParameterException e) {
                    wrong.add(page + ": " + command + ": " + e.getMessage());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(count).isGreaterThan(200);
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(PAGE.getParent())) {
            return Stream.concat(
                            files.filter(file -> file.toString().endsWith(".md")), Stream.of(Path.of("../README.md")))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> commands(String page) {
        List<String> found = new ArrayList<>();
        boolean isCode = false;
        for (String line : page.lines().toList()) {
            isCode ^= line.startsWith("```");
            if (isCode) {
                Stream.of(line.strip().split(" && "))
                        .map(part -> part.replaceFirst("^\\./", ""))
                        .filter(part -> part.startsWith("kvctl "))
                        .map(part -> part.split("  | #| [|<>&]")[0])
                        .forEach(found::add);
            }
        }
        return found;
    }

    private static String[] words(String command) {
        // Of a variable of the shell it is known that it is there, and not what it holds.
        String said = command.substring("kvctl ".length()).replaceAll("\\$[A-Z]+", "1");
        return new DefaultParser()
                .parse(said, said.length()).words().stream()
                        .filter(word -> !word.isEmpty())
                        .toArray(String[]::new);
    }

    private static void check(CommandLine line) {
        assertThat(line.getCommandSpec().usageMessage().description())
                .as(line.getCommandSpec().qualifiedName())
                .isNotEmpty();
        assertThat(line.getUsageMessage().lines())
                .as(line.getCommandSpec().qualifiedName())
                .allMatch(text -> text.length() <= 120);
        // They are formats: a lone percent sign makes the help complain.
        assertThat(line.getCommandSpec().usageMessage().description())
                .allSatisfy(text -> assertThat(String.format(text)).isNotEmpty());
        line.getCommandSpec()
                .options()
                .forEach(option -> assertThat(option.description())
                        .allSatisfy(text -> assertThat(String.format(text)).isNotEmpty()));
        line.getSubcommands().values().forEach(ReferencePageTest::check);
    }

    private CommandLine model() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
        Environment environment = new Environment(Map.of(), home, new ByteArrayInputStream(new byte[0]), false);
        return Kvctl.commandLine(new Console(nowhere, nowhere, false), environment, (endpoints, only, timeout) -> {
            throw new IllegalStateException("the page needs no cluster");
        });
    }
}
