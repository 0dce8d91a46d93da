package io.kvorum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.cli.Kit.Result;
import io.kvorum.client.cluster.RegisterExplanation;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrongCommandsTest {
    @TempDir
    Path home;

    private Kit kit;

    @BeforeEach
    void start() {
        kit = new Kit(home);
    }

    private Result strong(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "-b";
        all[arguments.length + 1] = FakeCluster.STRONG;
        return kit.run(all);
    }

    @Test
    void dataCommandsAreForBothKindsOfBuckets() {
        assertThat(strong("put", "alice", "100")).isEqualTo(new Result(0, "", "ok\n"));
        assertThat(strong("get", "alice")).isEqualTo(new Result(0, "100\n", ""));
        assertThat(strong("exists", "alice").code()).isZero();
        assertThat(strong("del", "alice")).isEqualTo(new Result(0, "", "ok\n"));
        assertThat(strong("del", "alice").code()).isEqualTo(3);
        assertThat(strong("get", "alice").code()).isEqualTo(3);
        assertThat(strong("exists", "alice").code()).isEqualTo(3);
    }

    @Test
    void theDocumentOfAKeyHasItsVersion() {
        strong("put", "alice", "100");
        assertThat(strong("get", "alice", "-o", "json").out())
                .contains("\"version\":1", "\"linearizable\":true", "\"value\":\"100\"");
        Result stale = strong("get", "alice", "--r", "one", "-o", "json");
        assertThat(stale.out()).contains("\"linearizable\":false");
        assertThat(stale.err()).contains("may be stale");
    }

    @Test
    void conditionsAreComparedAndWhatIsThereIsShown() {
        assertThat(strong("cas", "--if-absent", "alice", "--put", "alice=100").code())
                .isZero();
        Result refused = strong("cas", "--if-absent", "alice", "--put", "alice=200");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.out()).contains("alice", "1", "100");
        assertThat(refused.err()).contains("nothing was changed");
        assertThat(strong("cas", "--if-version", "alice=1", "--put", "alice=90").code())
                .isZero();
        assertThat(strong("cas", "--if-value", "alice=100", "--del", "alice").code())
                .isEqualTo(4);
        assertThat(strong("cas", "--if-value", "alice=90", "--if-present", "alice", "--del", "alice")
                        .code())
                .isZero();
        assertThat(strong("get", "alice").code()).isEqualTo(3);
    }

    @Test
    void keysOfATagAreChangedAndReadTogether() {
        assertThat(strong("cas", "--put", "{o}state=new", "--put", "{o}note=a=b", "--receipt")
                        .out())
                .contains("5e.1.1000");
        Result range = strong("get", "--range", "{o}", "-o", "jsonl");
        assertThat(range.out().lines()).hasSize(2);
        assertThat(range.out()).contains("\"value\":\"a=b\"");
    }

    @Test
    void anUnknownUpdateIsRepeatedUnderItsWriteId() {
        strong("cas", "--put", "k=v", "--write-id", "5e.7.1000");
        assertThat(kit.cluster.log).contains("update Optional[5e.7.1000]");
    }

    @Test
    void whatMeansNothingThereIsRefusedAndNothingIsWritten() {
        for (String[] arguments : new String[][] {
            {"put", "k", "v", "--w", "all"},
            {"put", "k", "v", "--blind"},
            {"put", "k", "v", "--ttl", "1h"},
            {"put", "k", "v", "--sloppy"},
            {"get", "k", "--r", "all"},
            {"explain", "get", "k", "--r", "one"},
            {"explain", "put", "k", "v", "--w", "all"},
            {"get", "k", "--r", "one", "--linearizable"},
            {"cas", "--if-absent", "k"},
            {"cas", "--put", "k"},
            {"cas", "--if-version", "k=0", "--put", "k=v"},
            {"cas", "--if-version", "k=x", "--put", "k=v"}
        }) {
            Result result = strong(arguments);
            assertThat(result.code()).as("%s", String.join(" ", arguments)).isEqualTo(2);
            assertThat(result.err()).isNotBlank();
        }
        assertThat(strong("get", "k").code()).isEqualTo(3);
    }

    @Test
    void explainShowsWhatEachReplicaHoldsAndWhetherItIsDecided() {
        strong("put", "alice", "100");
        kit.cluster.log.clear();
        Result result = strong("explain", "get", "alice");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("1.1.n1.ab", "100@1", "1970-01-01T00:00:09Z", "conflict", "applied")
                .contains("decided: version 1 (a majority reports ballot 1.1.n1.ab)")
                .doesNotContain("more");
        assertThat(kit.cluster.log).contains("explain strong").doesNotContain("read strong");
        assertThat(strong("explain", "get", "alice", "-o", "json").out())
                .contains("\"judgement\":\"decided\"", "\"decidedBallot\":\"1.1.n1.ab\"", "\"decidedVersion\":1")
                .contains("\"entry\":{\"value\":\"100\",\"version\":1}")
                .contains("\"outcome\":\"conflict\"", "\"answered\":false");
    }

    @Test
    void ofALongMemoryExplainShowsAPart() {
        for (int i = 0; i < 9; i++) {
            strong("put", "alice", "100");
        }
        Result result = strong("explain", "get", "alice");
        assertThat(result.out()).contains("n1: and 7 more");
        assertThat(result.out().lines().filter(line -> line.contains("1970-01-01T00:00:2")))
                .as(result.out())
                .hasSize(2 * 8);
        assertThat(strong("explain", "get", "alice", "-o", "json").out()).contains("\"sessions\":27");
    }

    @Test
    void explainSaysWhatIsNotDecided() {
        kit.cluster.strongBucket.judgement = RegisterExplanation.Judgement.UNDER_WAY;
        assertThat(strong("explain", "get", "alice").out())
                .contains("under way: replicas report different ballots; the next read or write finishes it");
        kit.cluster.strongBucket.judgement = RegisterExplanation.Judgement.TOO_FEW;
        assertThat(strong("explain", "get", "alice").out()).contains("too few answered: 2 of 3 replicas");
        assertThat(strong("explain", "get", "alice", "-o", "json").out()).contains("\"judgement\":\"too-few\"");
    }

    @Test
    void explainPutWritesOnlyAValueThatIsGiven() {
        assertThat(strong("explain", "put", "alice").code()).isZero();
        assertThat(strong("get", "alice").code()).isEqualTo(3);
        assertThat(strong("explain", "put", "alice", "100").out()).contains("100@1");
        assertThat(strong("get", "alice").out()).isEqualTo("100\n");
    }

    @Test
    void anEventualBucketHasNoConditionsAndNoLinearizableReads() {
        assertThat(kit.run("cas", "--put", "k=v").code()).isEqualTo(2);
        kit.run("put", "k", "v");
        Result result = kit.run("get", "k", "--linearizable");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("kvctl bucket ls");
    }
}
