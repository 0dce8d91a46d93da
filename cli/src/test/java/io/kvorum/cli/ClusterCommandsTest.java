package io.kvorum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterCommandsTest {
    @TempDir
    Path home;

    private Kit kit;

    @BeforeEach
    void start() {
        kit = new Kit(home);
    }

    @Test
    void aHealthyClusterIsHealthy() {
        assertThat(kit.run("cluster", "health").code()).isZero();
        assertThat(kit.run("cluster", "status").out()).contains("n1").contains("up");
    }

    @Test
    void aNodeThatDoesNotAnswerIsShownAndMakesTheClusterUnhealthy() {
        kit.cluster.down = true;
        Kit.Result health = kit.run("cluster", "health", "-o", "json");
        assertThat(health.code()).isEqualTo(9);
        assertThat(health.out()).contains("\"healthy\":false").contains("no answer from 127.0.0.1:1");
        assertThat(kit.run("cluster", "status").out()).contains("no answer");
    }

    @Test
    void theRingShowsWhoOwnsWhat() {
        assertThat(kit.run("cluster", "ring").out()).contains("n1");
        assertThat(kit.run("cluster", "ring", "--partitions", "-o", "jsonl").out())
                .isEqualTo("{\"partition\":0,\"placement\":\"1\",\"replicas\":[\"n1\"],\"schema\":1}\n");
    }

    @Test
    void propertiesOfBucketsAreHandedOverAsTheyAre() {
        kit.run("bucket", "create", "orders", "placement=eu=2,us=2", "w=all");
        assertThat(kit.run("bucket", "create", "accounts", "--kind", "strong").out())
                .startsWith("epoch ");
        assertThat(kit.cluster.log).contains("create accounts {kind=strong}");
        kit.run("bucket", "set", "orders", "max-siblings=8");
        assertThat(kit.cluster.log)
                .contains("create orders {placement=eu=2,us=2, w=all}", "set orders {max-siblings=8}");
        assertThat(kit.run("bucket", "set", "orders").code()).isEqualTo(2);
        assertThat(kit.run("bucket", "describe", "default").out())
                .contains("placement")
                .contains("1");
        assertThat(kit.run("bucket", "describe", "nope").code()).isEqualTo(3);
    }

    @Test
    void hintsAreListedPausedAndReplayed() {
        assertThat(kit.run("hints", "ls").out()).contains("default").contains("k");
        kit.run("hints", "pause", "n1");
        kit.run("hints", "replay");
        assertThat(kit.cluster.log).containsSubsequence("pause true", "pause false");
        assertThat(kit.run("hints", "pause", "n9").code()).isEqualTo(3);
    }

    @Test
    void aNodeThatDoesNotVoteYetSaysSo() {
        assertThat(kit.run("node", "status", "n1").out()).containsPattern("notVoting +0");
        kit.cluster.notVoting = 3;
        assertThat(kit.run("node", "status", "n1").out()).containsPattern("notVoting +3");
        assertThat(kit.run("cluster", "health").out()).contains("does not vote yet");
    }

    @Test
    void hintsThatAreSetAsideAreDroppedOnlyWhenThatIsMeant() {
        kit.cluster.setAsideHints = 5;
        Kit.Result asked = kit.run("hints", "drop-set-aside");
        assertThat(asked.code()).isEqualTo(2);
        assertThat(asked.err()).contains("5 hints", "n1: 5", "What no replica has otherwise is lost", "-y");
        assertThat(kit.cluster.setAsideHints).isEqualTo(5);
        assertThat(kit.run("hints", "drop-set-aside", "n1", "-y", "-o", "jsonl").out())
                .contains("\"dropped\":5", "\"node\":\"n1\"");
        assertThat(kit.cluster.setAsideHints).isZero();
        assertThat(kit.run("hints", "drop-set-aside").err()).contains("nothing was changed");
    }

    @Test
    void aNodeIsDrainedOnlyWhenThatIsMeant() {
        assertThat(kit.run("node", "drain", "n1").code()).isEqualTo(2);
        assertThat(kit.run("node", "drain", "n1", "-y").code()).isZero();
        assertThat(kit.cluster.log).containsOnlyOnce("drain 1");
    }

    @Test
    void linesOfTheShellAreCommands() {
        Kit.Result result = kit.input("put k v\n\n# a comment\nget k\nget nothing\nexit\nput never x\n")
                .run("shell");
        assertThat(result.out()).isEqualTo("v\n");
        assertThat(result.code()).isEqualTo(3);
        assertThat(kit.run("exists", "never").code()).isEqualTo(3);
    }

    @Test
    void theShellGivesItsOwnOptionsToItsCommands() {
        kit.input("get k -o json\nexists k\n").run("shell", "--only", "-e", "h:7", "--timeout", "2s");
        assertThat(kit.cluster.log.stream().filter(call -> call.startsWith("connect")))
                .containsExactly("connect [h:7] only 2000", "connect [h:7] only 2000");
        assertThat(kit.input("get nothing -o json\n")
                        .run("shell", "--only", "-e", "h:7")
                        .out())
                .startsWith("{");
    }

    @Test
    void completionIsAScript() {
        assertThat(kit.run("completion", "bash").out())
                .contains("complete -F _complete_kvctl")
                .contains("siblings");
        assertThat(kit.run("completion", "fish").code()).isEqualTo(2);
    }

    @Test
    void oneSeedOfTheSimulatorGivesOneTrace() {
        String first =
                kit.run("sim", "--seed", "7", "--ops", "60", "-o", "json").out();
        assertThat(first).contains("\"green\":true").contains("\"traceHash\":\"");
        assertThat(kit.run("sim", "--seed", "7", "--ops", "60", "-o", "json").out())
                .isEqualTo(first);
    }
}
