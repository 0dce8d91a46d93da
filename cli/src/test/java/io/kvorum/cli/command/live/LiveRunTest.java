package io.kvorum.cli.command.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.cli.Kit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anything is started; the drill itself is tested by {@code LiveIT}. */
class LiveRunTest {
    @TempDir
    Path home;

    private Kit.Result run(String... options) {
        String[] words = new String[options.length + 4];
        words[0] = "live";
        words[1] = "run";
        words[2] = "--dir";
        words[3] = home.resolve("drill").toString();
        System.arraycopy(options, 0, words, 4, options.length);
        return new Kit(home).run(words);
    }

    @Test
    void whatCannotBeRunIsAMatterOfUse() {
        assertThat(run("--workload", "queue").code()).isEqualTo(2);
        assertThat(run("--faults", "kill,flood").err())
                .contains("there is no fault 'flood'")
                .contains("kill-majority");
        assertThat(run("--nodes", "2").err()).contains("nodes: 3 to 9, not 2");
        assertThat(run("--clients", "0").code()).isEqualTo(2);
        assertThat(run("--keys", "0").code()).isEqualTo(2);
        assertThat(Files.exists(home.resolve("drill"))).isFalse();
    }

    @Test
    void aHistoryIsNotOverwritten() throws IOException {
        Path history = home.resolve("drill").resolve("history.jsonl");
        Files.createDirectories(history.getParent());
        Files.writeString(history, "precious");
        Kit.Result result = run("--time", "1s");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("there is a drill in").contains("already");
        assertThat(Files.readString(history)).isEqualTo("precious");
    }
}
