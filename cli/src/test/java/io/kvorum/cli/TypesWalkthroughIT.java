package io.kvorum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script that docs/types.md names, as it is, with this build's kvctl. */
class TypesWalkthroughIT {
    private static final Path SCRIPT = Path.of("../docs/walkthroughs/types.sh");
    private static final long PATIENCE_S = 240;

    @TempDir
    Path folder;

    private Path temporary;
    private Path program;

    private record Ended(int code, String said) {}

    @BeforeEach
    void makeProgram() throws IOException {
        temporary = Files.createDirectory(folder.resolve("tmp"));
        // protobuf uses Unsafe, which newer Javas tell on standard error.
        String quiet = Runtime.version().feature() >= 24 ? "--sun-misc-unsafe-memory-access=allow" : "";
        program = Files.writeString(folder.resolve("kvctl"), """
            #!/bin/sh
            exec '%s/bin/java' %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m -Xlog:disable -ea \\
              --enable-native-access=ALL-UNNAMED -cp '%s' io.kvorum.cli.Kvctl "$@"
            """.formatted(
                        System.getProperty("java.home"), quiet, System.getProperty("java.class.path")));
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private Ended run(Path script) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("KVCTL", program.toString());
        builder.environment().put("TMPDIR", temporary.toString());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS))
                    .as(() -> "not over: " + read(said))
                    .isTrue();
        } finally {
            // It tears down what it has started.
            process.destroy();
        }
        return new Ended(process.exitValue(), Files.readString(said));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    @Timeout(300)
    void keysOfEveryTypeAreWhatTheirTypesMakeOfBothSides() throws Exception {
        Ended ended = run(SCRIPT);
        assertThat(ended.code()).as(ended.said()).isZero();
        assertThat(ended.said()).contains("13 values of 12 types are what their types say", "no difference");
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    @Timeout(300)
    void aValueThatIsAnotherOneEndsItAndNothingIsLeft() throws Exception {
        String wrong = Files.readString(SCRIPT).replace("highscore alice|10|25|", "highscore alice|11|25|");
        Ended ended = run(Files.writeString(folder.resolve("wrong.sh"), wrong));
        assertThat(ended.code()).as(ended.said()).isEqualTo(1);
        assertThat(ended.said()).contains("says '10', and not '11'");
        assertThat(temporary).isEmptyDirectory();
        assertThat(processesIn(temporary)).isEmpty();
    }

    /** What Java tells of a process ends before a long class path does. */
    private static List<String> processesIn(Path temporary) {
        return ProcessHandle.allProcesses()
                .map(process -> Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                .filter(Files::isReadable)
                .map(TypesWalkthroughIT::read)
                .filter(line -> line.contains(temporary.toString()))
                .toList();
    }
}
