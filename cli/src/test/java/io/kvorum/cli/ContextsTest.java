package io.kvorum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextsTest {
    @TempDir
    Path home;

    private Kit kit;

    @BeforeEach
    void start() {
        kit = new Kit(home);
        kit.variables.remove("KVCTL_ENDPOINTS");
    }

    @Test
    void withoutAClusterTheErrorSaysHowToGetOne() {
        Kit.Result result = kit.run("get", "k");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("kvctl dev up").contains("-e host:port");
    }

    @Test
    void theCurrentContextIsUsedUntilAnotherIsNamed() {
        kit.run("context", "set", "blue", "10.0.0.1:1,10.0.0.2:1");
        kit.run("context", "set", "red", "10.0.0.9:1");
        kit.run("exists", "k");
        kit.run("exists", "k", "-c", "blue", "--timeout", "250ms");
        kit.run("exists", "k", "-e", "h:7");
        kit.run("exists", "k", "-e", "h:8", "--only");
        assertThat(kit.cluster.log.stream().filter(call -> call.startsWith("connect")))
                .containsExactly(
                        "connect [10.0.0.9:1] 5000",
                        "connect [10.0.0.1:1, 10.0.0.2:1] 250",
                        "connect [h:7] 5000",
                        "connect [h:8] only 5000");
    }

    @Test
    void contextsAreListedUsedAndDropped() {
        kit.run("context", "set", "blue", "a:1");
        kit.run("context", "set", "red", "b:1");
        assertThat(kit.run("context", "use", "blue").code()).isZero();
        assertThat(kit.run("context", "ls").out()).isEqualTo("""
            NAME  CURRENT  ENDPOINTS
            blue  true     a:1
            red   false    b:1
            """);
        assertThat(kit.run("context", "drop", "blue").code()).isZero();
        assertThat(kit.run("context", "use", "blue").code()).isEqualTo(3);
        assertThat(kit.run("get", "k", "-c", "green").code()).isEqualTo(3);
    }

    @Test
    void aDamagedFileIsAClearErrorAndStays() throws Exception {
        Path file = home.resolve(".config/kvorum/contexts.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "contexts: [");
        Kit.Result result = kit.run("get", "k");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains(file.toString());
        assertThat(Files.readString(file)).isEqualTo("contexts: [");
    }
}
