package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.RegisterScript.A;
import static io.kvorum.harness.sim.RegisterScript.B;
import static io.kvorum.harness.sim.RegisterScript.C;
import static io.kvorum.harness.sim.RegisterScript.D;
import static io.kvorum.harness.sim.RegisterScript.E;
import static io.kvorum.harness.sim.RegisterScript.absent;
import static io.kvorum.harness.sim.RegisterScript.accepts;
import static io.kvorum.harness.sim.RegisterScript.change;
import static io.kvorum.harness.sim.RegisterScript.comparisons;
import static io.kvorum.harness.sim.RegisterScript.from;
import static io.kvorum.harness.sim.RegisterScript.pages;
import static io.kvorum.harness.sim.RegisterScript.prepares;
import static io.kvorum.harness.sim.RegisterScript.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.sim.RegisterScript.Asked;
import io.kvorum.replication.core.PlantedBug;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * One of five acceptors loses its disk while rounds are under way. With three nothing of this can happen: both that are left
 * must answer whoever learns, and have taken part in whatever was promised or chosen.
 */
class FiveAcceptorsTest {
    @Test
    void aPromiseThatWasLostWithItsDiskDoesNotCount() {
        assertThat(bothFindNothing(RegisterScript.ofFive())).isFalse();
        assertThat(bothFindNothing(RegisterScript.ofFive(PlantedBug.RELEARNED_WITHOUT_NEW_EPOCH)))
                .isTrue();
    }

    /** Two clients write under the condition that there is nothing: are both told that it was applied? */
    private static boolean bothFindNothing(RegisterScript script) {
        int high = script.higherBallots(A, C);
        int low = high == A ? C : A;
        // Nor does B learn of it from the floor of whoever asked.
        Predicate<SimNetwork.InFlight> toOthers =
                comparisons().or(from(high).and(pages())).or(questions(high).and(to(B).negate()));
        script.holdBack(toOthers);
        Asked first = script.begin(high, List.of(absent("k")), List.of(change("k", Optional.of("first"))), 8_000);
        script.run(50);
        loseDisk(script, B);
        script.holdBack(toOthers.or(questions(low).and(to(high).or(to(E)))));
        Asked second = script.put(low, "k", "second", absent("k"));
        assertThat(second.isApplied()).as("%s", script.story()).isTrue();
        script.holdNothing();
        // The third promise, beside its own one and that which B has forgotten.
        script.deliverHeld(questions(high).and(to(E)));
        script.run(8_000);
        assertThat(first.reply()).as("%s", script.story()).isPresent();
        return first.isApplied();
    }

    @Test
    void whatOnlySomeHaveAcceptedIsNotCopiedAsItIs() {
        RegisterScript script = RegisterScript.ofFive();
        firstIsRead(script);
        assertThat(readByTheOthers(script)).as("%s", script.story()).contains("first");
        RegisterScript planted = RegisterScript.ofFive(PlantedBug.COPY_COUNTS_AS_VOTE);
        firstIsRead(planted);
        assertThat(readByTheOthers(planted)).as("%s", planted.story()).contains("second");
    }

    /**
     * Both clients write under the condition that there is nothing. The first value is accepted by its proposer and by E, the second
     * one, under a higher ballot that B has promised as well, by its proposer alone, which is then away. B loses its disk, and with it
     * the promise not to accept the first value any more.
     */
    private static void firstIsRead(RegisterScript script) {
        int high = script.higherBallots(A, C);
        int low = high == A ? C : A;
        Predicate<SimNetwork.InFlight> ofLow =
                questions(low).and(to(B).or(to(high)).or(accepts().and(to(D))));
        Predicate<SimNetwork.InFlight> ofHigh =
                questions(high).and(to(low).or(to(E)).or(accepts()));
        Predicate<SimNetwork.InFlight> held = ofLow.or(ofHigh).or(comparisons());
        script.holdBack(held);
        script.begin(low, List.of(absent("k")), List.of(change("k", Optional.of("first"))));
        script.run(50);
        script.begin(high, List.of(absent("k")), List.of(change("k", Optional.of("second"))));
        script.run(50);
        assertThat(script.valueAt(E, "k")).contains("first");
        assertThat(script.valueAt(high, "k")).contains("second");
        assertThat(script.valueAt(D, "k")).isEmpty();
        script.isolate(high);
        loseDisk(script, B);
        script.dropHeld();
        assertThat(script.read(E, "k")).as("%s", script.story()).contains("first");
    }

    private static Optional<String> readByTheOthers(RegisterScript script) {
        int high = script.higherBallots(A, C);
        script.crash(high == A ? C : A);
        script.crash(E);
        script.reconnect(high);
        script.run(1_000);
        return script.read(D, "k");
    }

    private static void loseDisk(RegisterScript script, int number) {
        script.wipe(number);
        script.start(number);
        script.run(3_000);
        assertThat(script.votes(number)).as("%s", script.story()).isTrue();
    }

    private static Predicate<SimNetwork.InFlight> questions(int coordinator) {
        return from(coordinator).and(prepares().or(accepts()));
    }
}
