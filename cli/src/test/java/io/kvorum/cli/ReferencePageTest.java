package io.kvorum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.cli.output.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

    private static void check(CommandLine line) {
        assertThat(line.getCommandSpec().usageMessage().description())
                .as(line.getCommandSpec().qualifiedName())
                .isNotEmpty();
        assertThat(line.getUsageMessage().lines())
                .as(line.getCommandSpec().qualifiedName())
                .allMatch(text -> text.length() <= 120);
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
