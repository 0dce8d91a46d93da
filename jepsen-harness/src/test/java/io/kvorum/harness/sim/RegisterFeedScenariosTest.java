package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.RegisterScript.A;
import static io.kvorum.harness.sim.RegisterScript.B;
import static io.kvorum.harness.sim.RegisterScript.C;
import static io.kvorum.harness.sim.RegisterScript.absent;
import static io.kvorum.harness.sim.RegisterScript.accepts;
import static io.kvorum.harness.sim.RegisterScript.change;
import static io.kvorum.harness.sim.RegisterScript.exchanges;
import static io.kvorum.harness.sim.RegisterScript.from;
import static io.kvorum.harness.sim.RegisterScript.mutations;
import static io.kvorum.harness.sim.RegisterScript.shown;
import static io.kvorum.harness.sim.RegisterScript.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.harness.sim.RegisterScript.Asked;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.FeedPage;
import io.kvorum.replication.request.ErrorCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Schedules about the change feed of strong buckets: what a consumer must be shown, and when it must not be. */
class RegisterFeedScenariosTest {
    /** What a floor says of other registers is no version of this one: a failed condition on a key that is not there publishes nothing. */
    @Test
    void aFailedConditionOnAnAbsentKeyPublishesNothing() {
        RegisterScript script = RegisterScript.followed();
        for (int i = 0; i < 20; i++) {
            script.put(A, "busy", "" + i);
        }
        script.delete(A, "busy");
        script.run(3 * ScriptedWorld.WINDOW_MILLIS);
        assertThat(script.put(A, "k", "no", RegisterScript.version("k", 3)).isConflict())
                .isTrue();
        script.run(1_000);
        assertThat(RegisterScript.shown(script.page(B, Bytes.EMPTY))).isEmpty();
        script.put(B, "k", "yes");
        script.run(1_000);
        assertThat(RegisterScript.shown(script.page(C, Bytes.EMPTY)))
                .singleElement()
                .asString()
                .startsWith("k@")
                .endsWith(" yes");
    }

    @Test
    void aConsumerIsShownVersionsInOrderAtWhateverReplica() {
        RegisterScript script = RegisterScript.followed();
        script.put(A, "k", "one");
        FeedPage snapshot = script.page(A, Bytes.EMPTY);
        assertThat(snapshot.snapshotEnds()).isTrue();
        assertThat(shown(snapshot)).containsExactly("k@1 one");
        script.put(B, "k", "two");
        script.run(50);
        FeedPage second = script.page(C, snapshot.position());
        assertThat(shown(second)).containsExactly("k@2 two");
        script.delete(C, "k");
        script.run(50);
        FeedPage third = script.page(A, second.position());
        assertThat(shown(third)).containsExactly("k@3");
        assertThat(script.page(B, third.position()).registers()).isEmpty();
        assertThat(script.page(B, Bytes.EMPTY).registers())
                .as("a snapshot passes over what is deleted")
                .isEmpty();
    }

    @Test
    void aTagIsShownAsAWhole() {
        RegisterScript script = RegisterScript.followed();
        script.update(
                A,
                List.of(absent("{o}state")),
                List.of(change("{o}state", Optional.of("new")), change("{o}outbox", Optional.of("created"))));
        script.run(50);
        FeedPage page = script.page(B, Bytes.EMPTY);
        assertThat(shown(page)).containsExactly("o@1 created new");
        assertThat(page.registers().get(0).isTag()).isTrue();
    }

    /** A replica that has accepted an update does not know whether it is decided. */
    @Test
    void onlyWhatIsDecidedIsShown() {
        assertThat(shownAlthoughUndecided(RegisterScript.followed())).isFalse();
        assertThat(shownAlthoughUndecided(RegisterScript.followed(PlantedBug.FEED_SHOWS_UNDECIDED)))
                .isTrue();
    }

    private static boolean shownAlthoughUndecided(RegisterScript script) {
        script.put(C, "k", "one");
        script.run(1_000);
        FeedPage start = script.page(A, Bytes.EMPTY);
        script.put(B, "k", "two");
        script.run(50);
        // A accepts its own update, and nobody hears of it.
        script.holdBack(from(A).and(accepts()));
        script.begin(A, List.of(), List.of(change("k", Optional.of("three"))));
        script.awaitHeld(from(A).and(accepts()));
        script.isolate(A);
        script.dropHeld();
        return script.follow(A, start.position())
                .filter(reply -> reply instanceof FeedPage page && shown(page).contains("k@3 three"))
                .isPresent();
    }

    /** It would pass over registers of which it has no marker yet; what comes after the snapshot is read wherever it is. */
    @Test
    void onlyInTheMidstOfASnapshotMustAReplicaHaveAllMarkers() {
        RegisterScript script = RegisterScript.followed();
        script.holdBack(to(C).and(mutations().or(exchanges())));
        script.put(A, "k", "one");
        script.put(A, "l", "two");
        FeedPage first = (FeedPage) script.follow(A, Bytes.EMPTY, 1).orElseThrow();
        assertThat(first.registers()).hasSize(1);
        assertThat(first.snapshotEnds()).isFalse();
        assertThat(script.follow(C, first.position()))
                .hasValueSatisfying(
                        reply -> assertThat(((ClientReply.Failed) reply).code()).isEqualTo(ErrorCode.BEHIND_POSITION));
        FeedPage rest = script.page(A, first.position());
        assertThat(rest.registers()).hasSize(1);
        assertThat(rest.snapshotEnds()).isTrue();
        assertThat(script.page(C, rest.position()).registers()).isEmpty();
        script.holdNothing();
        script.dropHeld();
        script.run(1_000);
        assertThat(script.page(C, rest.position()).registers()).isEmpty();
        assertThat(script.page(C, first.position()).registers()).hasSize(1);
    }

    @Test
    void withoutAMajorityNothingIsShownAndThePositionStays() {
        RegisterScript script = RegisterScript.followed();
        FeedPage start = script.page(A, Bytes.EMPTY);
        script.put(B, "k", "one");
        script.run(50);
        script.isolate(A);
        script.run(600);
        assertThat(script.follow(A, start.position()))
                .hasValueSatisfying(
                        reply -> assertThat(((ClientReply.Failed) reply).code()).isEqualTo(ErrorCode.UNAVAILABLE));
        assertThat(shown(script.page(C, start.position()))).containsExactly("k@1 one");
    }

    /** A coordinator dies when its update is decided and before it has said so to anybody. */
    @Test
    void anUpdateWhoseCoordinatorDiesIsPublishedByWhoeverHasAcceptedIt() {
        assertThat(shownAlthoughTheCoordinatorDied(RegisterScript.followed())).isTrue();
        assertThat(shownAlthoughTheCoordinatorDied(RegisterScript.followed(PlantedBug.UNPUBLISHED_NOT_NOTED)))
                .isFalse();
    }

    private static boolean shownAlthoughTheCoordinatorDied(RegisterScript script) {
        FeedPage start = script.page(B, Bytes.EMPTY);
        script.holdBack(from(A).and(mutations()));
        assertThat(script.put(A, "k", "one").isApplied()).isTrue();
        script.wipe(A);
        script.dropHeld();
        script.holdNothing();
        script.run(3_000);
        assertThat(script.notesAt(B) + script.notesAt(C)).isZero();
        return shown(script.page(C, start.position())).equals(List.of("k@1 one"));
    }

    /** With the marker's own mutation; no sweep has had its turn by then. */
    @Test
    void aNoteGoesWhenTheMarkerHasCome() {
        RegisterScript script = RegisterScript.followed();
        script.holdBack(mutations());
        script.put(A, "k", "one");
        script.run(20);
        assertThat(script.notesAt(B)).isEqualTo(1);
        script.deliverHeld(mutations());
        script.holdNothing();
        script.run(20);
        for (int node : List.of(A, B, C)) {
            assertThat(script.notesAt(node)).as("at node %s", node).isZero();
        }
    }

    /** Its version is that of the value before: nothing is left to publish, and nobody goes on looking. */
    @Test
    void aConflictThatIsRecordedLeavesNoNote() {
        RegisterScript script = RegisterScript.followed();
        script.put(B, "k", "one");
        script.run(1_000);
        script.holdBack(to(A).and(RegisterScript.rounds()));
        Asked first = script.begin(A, List.of(absent("k")), List.of(change("k", Optional.of("mine"))));
        script.run(20);
        assertThat(script.retry(first, B).isConflict()).isTrue();
        script.holdNothing();
        script.dropHeld();
        script.run(4_000);
        for (int node : List.of(A, B, C)) {
            assertThat(script.notesAt(node)).as("at node %s", node).isZero();
        }
    }

    @Test
    void twoCoordinatorsMayPublishAtOneTime() {
        RegisterScript script = RegisterScript.followed();
        FeedPage start = script.page(C, Bytes.EMPTY);
        script.holdBack(mutations());
        script.put(A, "k", "one");
        script.put(B, "k", "two");
        script.run(10);
        script.holdNothing();
        script.deliverHeld();
        script.run(1_000);
        FeedPage page = script.page(C, start.position());
        assertThat(shown(page)).containsExactly("k@2 two");
        script.put(C, "k", "three");
        script.run(50);
        assertThat(shown(script.page(A, page.position()))).containsExactly("k@3 three");
    }

    /** With only the dots that it replaces C would be left with the first, and seem to A to know that it is replaced. */
    @Test
    void aMarkerReplacesWhatThoseBeforeItHaveReplaced() {
        RegisterScript script = RegisterScript.followed();
        script.put(A, "k", "one");
        script.run(50);
        assertThat(script.markersAt(C)).isEqualTo(1);
        script.holdBack(to(C).and(from(B)).and(mutations()).or(to(C).and(exchanges())));
        script.put(B, "k", "two");
        script.run(20);
        script.put(A, "k", "three");
        script.run(20);
        assertThat(script.markersAt(A)).isEqualTo(1);
        assertThat(script.markersAt(C)).isEqualTo(1);
    }

    @Test
    void nothingIsLeftOfTheMarkersAndNotesOfADroppedBucket() {
        RegisterScript script = RegisterScript.followed();
        script.put(A, "k", "one");
        script.drop();
        script.run(2_000);
        for (int node : List.of(A, B, C)) {
            assertThat(script.registersAt(node)).as("at node %s", node).isZero();
            assertThat(script.rowsAt(node)).as("at node %s", node).isZero();
        }
    }

    @Test
    void aBucketThatIsDroppedWhileAPageIsReadIsUnknown() {
        RegisterScript script = RegisterScript.followed();
        script.put(A, "k", "one");
        script.holdBack(to(A).and(RegisterScript.rounds()));
        List<ClientReply> replies = script.beginToFollow(A);
        script.drop();
        script.run(1_500);
        assertThat(replies)
                .singleElement()
                .isInstanceOfSatisfying(
                        ClientReply.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.UNKNOWN_BUCKET));
    }

    @Test
    void aBucketWithoutAFeedSaysSo() {
        RegisterScript script = new RegisterScript();
        assertThat(script.follow(A, Bytes.EMPTY))
                .hasValueSatisfying(
                        reply -> assertThat(((ClientReply.Failed) reply).code()).isEqualTo(ErrorCode.NO_FEED));
    }
}
