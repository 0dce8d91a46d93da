package io.kvorum.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.client.Sibling;
import io.kvorum.client.WriteOptions;
import io.kvorum.client.cluster.DamagedRow;
import io.kvorum.crdt.codec.Bytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepairCommandTest {
    @TempDir
    private Path home;

    private Kit kit;

    @BeforeEach
    void twoNodesWithTheSame() {
        kit = new Kit(home);
        for (String key : List.of("a", "b", "c")) {
            kit.cluster.put("default", Bytes.ofUtf8(key), Bytes.ofUtf8("value of " + key), WriteOptions.DEFAULT);
        }
        kit.cluster.secondRows = Optional.of(new TreeMap<>(kit.cluster.rows));
    }

    private SortedMap<Bytes, List<Sibling<Bytes>>> second() {
        return kit.cluster.secondRows.orElseThrow();
    }

    @Test
    void verifySaysThatReplicasAreIdentical() {
        Kit.Result result = kit.run("repair", "verify", "-o", "json");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("\"identical\":true", "\"rows\":6", "\"differences\":[]");
    }

    @Test
    void verifyShowsTheKeysThatDifferWithTheirDots() {
        second().remove(Bytes.ofUtf8("b"));
        Kit.Result result = kit.run("repair", "verify", "-o", "json");
        assertThat(result.code()).isEqualTo(9);
        assertThat(result.out()).contains("\"identical\":false", "\"key\":\"b\"", "\"n2\":[]", ":2=");
        assertThat(result.err()).contains("1 keys differ");
    }

    @Test
    void aValueThatDiffersUnderOneDotIsFoundToo() {
        Bytes key = Bytes.ofUtf8("c");
        Sibling<Bytes> version =
                Optional.ofNullable(kit.cluster.rows.get(key)).orElseThrow().get(0);
        second().put(key, List.of(new Sibling<>(Bytes.ofUtf8("rotten"), version.dot(), version.writeId())));
        assertThat(kit.run("repair", "diff", "-o", "jsonl").out()).contains("\"key\":\"c\"");
        assertThat(kit.run("repair", "verify").code()).isEqualTo(9);
    }

    @Test
    void runWaitsUntilAllIsFoundEqualAndCountsWhatWasMended() {
        Kit.Result result = kit.run("repair", "run", "-o", "json");
        assertThat(result.code()).isZero();
        assertThat(kit.cluster.log).contains("compare trees of 1", "compare trees of 2");
        assertThat(result.out()).contains("\"verified\":true", "\"repaired\":7", "\"restored\":2");
    }

    @Test
    void runNamesWhatCouldNotBeVerified() {
        kit.cluster.cut = true;
        Kit.Result result = kit.run("repair", "run");
        assertThat(result.code()).isEqualTo(9);
        assertThat(result.err()).contains("not verified: 2 pairs", "not reachable: n2", "run it again");
    }

    @Test
    void lagShowsWhatEachNodeLacksAndWhenItWasVerified() {
        kit.cluster.pollsToVerify = 0;
        Kit.Result result = kit.run("cluster", "lag", "--watch", "--times", "2", "-o", "jsonl");
        assertThat(result.code()).isZero();
        assertThat(result.out().lines()).hasSize(4);
        assertThat(result.out()).contains("\"missingDots\":0", "\"verified\":\"42.0 s\"", "\"restored\":2");
    }

    @Test
    void statusShowsEachNode() {
        assertThat(kit.run("repair", "status").out())
                .contains("n1", "n2", "VERIFIED AGO", "SCRUB LEFT", "25%", "90.0 s");
    }

    private static DamagedRow damaged(boolean everywhere) {
        return new DamagedRow(0, 3, Bytes.ofUtf8("a"), Optional.empty(), everywhere, false);
    }

    @Test
    void damagedRowsAreListed() {
        assertThat(kit.run("repair", "damaged").code()).isZero();
        kit.cluster.damaged.add(damaged(false));
        Kit.Result result = kit.run("repair", "damaged", "-o", "json");
        assertThat(result.code()).isEqualTo(9);
        assertThat(result.out()).contains("\"key\":\"a\"", "\"node\":\"n1\"", "\"everywhere\":false");
    }

    @Test
    void aRowIsGivenUpOnlyIfNoReplicaHasIt() {
        assertThat(kit.run("repair", "give-up", "a", "-y").code()).isEqualTo(3);
        kit.cluster.damaged.add(damaged(false));
        Kit.Result refused = kit.run("repair", "give-up", "a", "-y");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("damaged at n1", "nothing was changed");
        assertThat(kit.cluster.log).noneMatch(line -> line.startsWith("give up"));
        kit.cluster.damaged.set(0, damaged(true));
        assertThat(kit.run("repair", "give-up", "a").code()).isEqualTo(2);
        Kit.Result result = kit.run("repair", "give-up", "a", "-y", "-o", "json");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("\"damagedAt\":[]", "\"node\":\"n1\"");
        assertThat(kit.cluster.damaged).isEmpty();
    }
}
