package io.kvorum.integrity.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.tag.TagFull;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StepGuardsTest {
    private static final Duration HOLD = Duration.ofMinutes(2);
    private static final Duration KEEP = Duration.ofHours(1);

    private final ManualTime time = new ManualTime();
    private final FakeTagStore store = new FakeTagStore("stock", new Faults());
    private final StepGuards guards =
            new StepGuards(StepGuardOptions.DEFAULT.keepFor(KEEP).maxMarks(8));
    private final Shelf shelf = new Shelf(store, time);

    StepGuardsTest() {
        store.clusterMillis = time::trueMillis;
        store.plant(Shelf.TAG, "shelf", new Shelf.Contents(100, 0, 0, 0).encode());
    }

    private StepRequest request(String saga, Direction direction, long token) {
        return new StepRequest(
                new AggregateId("checkout", saga), "stock", direction, token, time.trueMillis() + HOLD.toMillis());
    }

    private String handle(StepRequest request) {
        return shelf.guarded(guards.of(request), request, 1).toUtf8();
    }

    private Shelf.Contents contents() {
        return Shelf.Contents.of(store.peek(Shelf.TAG));
    }

    @Test
    void whatIsAskedAgainIsDoneOnceAndAnsweredTheSame() {
        for (Direction direction : Direction.values()) {
            long token = direction.number * 10L;
            String first = handle(request("17", direction, token));
            Shelf.Contents after = contents();
            assertThat(handle(request("17", direction, token))).isEqualTo(first);
            assertThat(handle(request("17", direction, token + 5)))
                    .as("by another run")
                    .isEqualTo(first);
            assertThat(contents()).isEqualTo(after);
        }
        assertThat(contents()).isEqualTo(new Shelf.Contents(100, 0, 0, 0));
    }

    @Test
    void aConfirmationWithAnOldTokenIsRefused() {
        String unused = handle(request("17", Direction.TRY, 4));
        unused = handle(request("17", Direction.CANCEL, 9));
        assertThatThrownBy(() -> handle(request("17", Direction.CONFIRM, 8)))
                .isInstanceOfSatisfying(
                        StaleCoordinator.class, e -> assertThat(e.seen()).isEqualTo(9));
        assertThat(contents()).isEqualTo(new Shelf.Contents(100, 0, 0, 0));
    }

    @Test
    void aTryThatComesAfterItsCancellationIsRefused() {
        assertThat(handle(request("17", Direction.CANCEL, 9))).isEqualTo("CANCEL done");
        assertThatThrownBy(() -> handle(request("17", Direction.TRY, 4))).isInstanceOf(StaleCoordinator.class);
        assertThatThrownBy(() -> handle(request("17", Direction.TRY, 10)))
                .as("of a saga whose record was lost")
                .isInstanceOf(StepRefused.class);
        assertThat(contents().held()).isZero();
    }

    @Test
    void aTryThatComesWhenItsHoldWouldBeOverIsRefused() {
        StepRequest late = request("17", Direction.TRY, 4);
        time.pass(HOLD);
        assertThatThrownBy(() -> handle(late)).isInstanceOf(StepRefused.class);
        assertThat(contents().held()).isZero();
    }

    @Test
    void whatTheDomainRefusesLeavesNoMark() {
        store.plant(Shelf.TAG, "shelf", new Shelf.Contents(0, 0, 0, 0).encode());
        StepRequest request = request("17", Direction.TRY, 4);
        assertThatThrownBy(() -> handle(request)).isInstanceOf(StepRefused.class);
        store.plant(Shelf.TAG, "shelf", new Shelf.Contents(1, 0, 0, 0).encode());
        shelf.restart();
        assertThat(handle(request)).isEqualTo("TRY done");
    }

    /** After a confirmation was forgotten nobody is told that it was refused, for then the saga would be cancelled. */
    @Test
    void whatMayBeForgottenIsNeitherDoneNorRefused() {
        StepRequest try17 = request("17", Direction.TRY, 4);
        StepRequest confirm17 = request("17", Direction.CONFIRM, 5);
        String unused = handle(try17);
        unused = handle(confirm17);
        passAndForget();
        Shelf.Contents before = contents();
        assertThatThrownBy(() -> handle(confirm17)).isInstanceOf(StepForgotten.class);
        assertThatThrownBy(() -> handle(try17)).isInstanceOf(StepRefused.class);
        assertThat(contents()).isEqualTo(before);
        assertThat(handle(request("fresh", Direction.CONFIRM, 1)))
                .as("another one, now")
                .isEqualTo("CONFIRM done");
    }

    /** Until all marks that are old were removed by the marks of others. */
    private void passAndForget() {
        for (int round = 0; round < 4; round++) {
            // Slowly: a clock that jumps is not believed.
            time.pass(Duration.ofMinutes(50));
            for (int i = 0; i < 3; i++) {
                String unused = handle(request("other" + round + "-" + i, Direction.TRY, 1));
                if (round < 3) {
                    unused = handle(request("other" + round + "-" + i, Direction.CANCEL, 2));
                }
            }
        }
    }

    @Test
    void beyondSoManyMarksStepsAreRefusedUntilSomeAreOld() {
        for (int i = 0; i < 8; i++) {
            String unused = handle(request("saga" + i, Direction.TRY, 1));
        }
        Shelf.Contents before = contents();
        assertThatThrownBy(() -> handle(request("more", Direction.TRY, 1))).isInstanceOf(TagFull.class);
        assertThat(contents()).isEqualTo(before);
        assertThat(handle(request("saga3", Direction.CONFIRM, 2)))
                .as("those that are known go on")
                .isEqualTo("CONFIRM done");
        time.pass(Duration.ofMinutes(40));
        String unused = handle(request("saga3", Direction.CANCEL, 3));
        time.pass(Duration.ofMinutes(40));
        assertThat(handle(request("more", Direction.TRY, 1))).isEqualTo("TRY done");
        assertThat(handle(request("saga3", Direction.CANCEL, 4)))
                .as("still known")
                .isEqualTo("CANCEL done");
    }

    @Test
    void aClockThatJumpsForgetsNothing() {
        String unused = handle(request("17", Direction.TRY, 4));
        unused = handle(request("17", Direction.CONFIRM, 5));
        time.jump(Duration.ofDays(30));
        Shelf.Contents before = contents();
        for (int i = 0; i < 7; i++) {
            unused = handle(request("other" + i, Direction.TRY, 1));
        }
        assertThat(handle(request("17", Direction.CONFIRM, 5))).isEqualTo("CONFIRM done");
        assertThat(contents().taken()).isEqualTo(before.taken());
    }
}
