package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.RegisterScript.A;
import static io.kvorum.harness.sim.RegisterScript.B;
import static io.kvorum.harness.sim.RegisterScript.C;
import static io.kvorum.harness.sim.RegisterScript.D;
import static io.kvorum.harness.sim.RegisterScript.E;
import static io.kvorum.harness.sim.RegisterScript.absent;
import static io.kvorum.harness.sim.RegisterScript.comparisons;
import static io.kvorum.harness.sim.RegisterScript.from;
import static io.kvorum.harness.sim.RegisterScript.pages;
import static io.kvorum.harness.sim.RegisterScript.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.replication.core.PlantedBug;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** All nodes were restored from copies of a running cluster, or lost: nobody is left to learn from, until an operator accepts the loss. */
class AcceptedLossTest {
    private static final List<Integer> ALL = List.of(A, B, C);

    @Test
    void aClusterOfCopiesGoesOnWithTheNewestOfThem() {
        RegisterScript script = new RegisterScript();
        long first = script.put(A, "k", "one").version();
        SimDisk.Snapshot older = script.backup(A);
        script.put(A, "k", "two");
        script.put(B, "gone", "x");
        script.run(300);
        restoreAll(script, older, script.backup(B), older);
        assertThat(ALL).noneMatch(script::votes);
        assertThat(script.tryToRead(A, "k")).isEmpty();
        script.acceptLoss();
        script.run(3_000);
        assertThat(ALL).as("%s", script.story()).allMatch(script::votes);
        for (int node : ALL) {
            assertThat(script.read(node, "k")).contains("two");
            assertThat(script.read(node, "gone")).contains("x");
        }
        assertThat(script.put(C, "k", "three", version("k", first)).isConflict())
                .isTrue();
        assertThat(script.put(C, "k", "three").version()).isGreaterThan(first + 1);
        assertThat(script.put(A, "new", "y", absent("new")).isApplied()).isTrue();
    }

    @Test
    void withAllNodesThereNothingIsLost() {
        RegisterScript script = new RegisterScript();
        script.isolate(C);
        script.run(600);
        script.put(A, "k", "one");
        script.reconnect(C);
        script.run(600);
        script.acceptLoss();
        script.run(2_000);
        assertThat(ALL).as("%s", script.story()).allMatch(script::votes);
        script.crash(A);
        script.run(600);
        assertThat(script.read(C, "k")).contains("one");
    }

    /** Two disks of three are lost: what the third one has is what there is. */
    @Test
    void oneOfThreeDisksIsEnoughToGoOn() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        script.run(300);
        script.wipe(A);
        script.wipe(B);
        script.start(A);
        script.start(B);
        script.run(3_000);
        assertThat(script.votes(A)).isFalse();
        script.acceptLoss();
        script.run(3_000);
        assertThat(ALL).as("%s", script.story()).allMatch(script::votes);
        assertThat(script.read(A, "k")).contains("one");
    }

    /** It is not waited for, and comes back with an empty disk: it learns like any other. */
    @Test
    void whoIsNotWaitedForLearnsLater() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        script.run(300);
        script.crash(C);
        script.wipe(B);
        script.start(B);
        script.run(2_000);
        assertThat(script.tryToRead(A, "k"))
                .as("B would have to learn from A and C")
                .isEmpty();
        script.acceptLoss(C);
        script.run(2_000);
        assertThat(script.votes(A)).as("%s", script.story()).isTrue();
        assertThat(script.read(B, "k")).contains("one");
        script.wipe(C);
        script.start(C);
        script.run(3_000);
        assertThat(script.votes(C)).as("%s", script.story()).isTrue();
        script.crash(A);
        script.run(600);
        assertThat(script.read(C, "k")).contains("one");
    }

    @Test
    void nobodyVotesBeforeAllHaveToldWhatTheyHave() {
        assertThat(readBeforeAndAfter(RegisterScript.ofFive())).containsExactly(Optional.empty(), Optional.of("two"));
        assertThat(readBeforeAndAfter(RegisterScript.ofFive(PlantedBug.GATHERS_FROM_A_MAJORITY)))
                .as("shown, and then another value that is older")
                .containsExactly(Optional.of("one"), Optional.of("two"));
    }

    /** Only E's copy has the newest value, and what it says comes late. */
    private static List<Optional<String>> readBeforeAndAfter(RegisterScript script) {
        script.put(A, "k", "one");
        script.run(300);
        List<Integer> others = List.of(A, B, C, D);
        List<SimDisk.Snapshot> copies = others.stream().map(script::backup).toList();
        script.put(A, "k", "two");
        script.run(300);
        SimDisk.Snapshot newest = script.backup(E);
        for (int i = 0; i < others.size(); i++) {
            script.restore(others.get(i), copies.get(i), true);
        }
        script.restore(E, newest, true);
        script.run(3_000);
        script.holdBack(from(E).and(pages()).or(comparisons()));
        script.acceptLoss();
        script.run(3_000);
        Optional<String> before = script.tryToRead(A, "k");
        script.holdNothing();
        script.dropHeld();
        script.run(3_000);
        script.crash(A);
        script.crash(B);
        script.run(1_000);
        return List.of(before, script.read(E, "k"));
    }

    private static void restoreAll(RegisterScript script, SimDisk.Snapshot... copies) {
        for (int i = 0; i < copies.length; i++) {
            script.restore(ALL.get(i), copies[i], true);
        }
        script.run(3_000);
    }
}
