package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.RegisterScript.A;
import static io.kvorum.harness.sim.RegisterScript.B;
import static io.kvorum.harness.sim.RegisterScript.C;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.clock.Actor;
import org.junit.jupiter.api.Test;

/** Old copies of directories that are started more than once before a peer knows better. */
class OldCopyScenariosTest {
    /** What it has written alone is more than what the copy lacks: the second start finds it, and it hides nothing. */
    @Test
    void anOldCopyThatWasStartedAloneBeforeIsRecognisedToo() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        SimDisk.Snapshot old = script.backup(B);
        script.isolate(C);
        script.run(600);
        assertThat(script.put(A, "k", "two").isApplied()).isTrue();
        script.crash(B);
        script.isolate(B);
        script.restore(B, old, false);
        script.run(1_000);
        for (int i = 0; i < 50; i++) {
            script.writeAlone(B, "x" + i);
        }
        script.run(200);
        assertThat(script.node(B).disk().durableSequence())
                .isGreaterThan(script.node(A).memory().highest(B, old.identity().acceptor()));
        script.crash(B);
        script.reconnect(B);
        script.start(B);
        script.run(3_000);
        assertThat(script.votes(B)).as("%s", script.story()).isFalse();
        script.crash(A);
        script.reconnect(C);
        script.run(1_000);
        assertThat(script.tryToRead(C, "k")).isEmpty();
        script.start(A);
        script.run(3_000);
        assertThat(script.votes(B)).as("it has learned again").isTrue();
        assertThat(script.read(B, "k")).contains("two");
    }

    /** Nor is a directory that starts again and again before anybody hears of it taken for an old copy. */
    @Test
    void aDirectoryThatIsStartedOftenIsNoOldCopy() {
        RegisterScript script = new RegisterScript();
        script.put(A, "k", "one");
        Actor acceptor = script.node(B).disk().acceptor();
        for (int i = 0; i < 3; i++) {
            script.crash(B);
            script.isolate(B);
            script.start(B);
            script.run(1_000);
            script.writeAlone(B, "x" + i);
            script.crash(B);
            script.reconnect(B);
            script.start(B);
            script.run(2_000);
            assertThat(script.node(B).disk().acceptor()).isEqualTo(acceptor);
            assertThat(script.votes(B)).isTrue();
        }
    }
}
