package io.kvorum.integrity.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.client.KvorumException;
import io.kvorum.client.Outcome;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.fake.Crash;
import io.kvorum.integrity.fake.Explorer;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.Fault;
import io.kvorum.integrity.fake.ManualTime;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TagUpdatesTest {
    private static final String TAG = "t";
    private final ManualTime time = new ManualTime();

    private TagUpdates updates(TagStore store) {
        return new TagUpdates(store, TagOptions.DEFAULT.time(time));
    }

    private static long count(TagContents contents, String name) {
        return contents.value(name).map(bytes -> Long.parseLong(bytes.toUtf8())).orElse(0L);
    }

    private static Step<Long> plusOne(TagView view, String name) {
        long next = count(view.contents(), name) + 1;
        return Step.write(new TagWrite().put(name, Bytes.ofUtf8(Long.toString(next))), next);
    }

    private static long increment(TagUpdates updates, String name) {
        return updates.update(TAG, view -> plusOne(view, name));
    }

    /** Counts to three, while somebody else counts too; then nothing may be lost, and nothing be counted twice. */
    private final class Counting implements Explorer.World {
        private final FakeTagStore store;
        private final BiConsumer<TagUpdates, String> increment;
        private final TagUpdates updates;
        private long certain;
        private long possible;
        private long others;

        Counting(Faults faults, BiConsumer<TagUpdates, String> increment) {
            this.store = new FakeTagStore("bucket", faults);
            this.increment = increment;
            this.updates = updates(store);
            store.rival = () -> {
                others++;
                FakeTagStore quiet = store;
                TagContents present = quiet.peek(TAG);
                Head head = Head.of(present);
                quiet.plant(TAG, Head.NAME, head.next(77, 0).encode());
                quiet.plant(TAG, "others", Bytes.ofUtf8(Long.toString(count(present, "others") + 1)));
            };
        }

        @Override
        public void run() {
            for (int i = 0; i < 3; i++) {
                try {
                    possible++;
                    increment.accept(updates, "own");
                    certain++;
                } catch (OutcomeUnknown e) {
                    assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
                } catch (KvorumException e) {
                    possible--;
                }
            }
        }

        @Override
        public void ended(@Nullable Throwable failure) {
            assertThat(failure == null || failure instanceof Crash).isTrue();
        }

        @Override
        public void recover() {}

        @Override
        public void check() {
            assertThat(count(store.peek(TAG), "own")).as("counted").isBetween(certain, possible);
            assertThat(count(store.peek(TAG), "others")).as("counted by others").isEqualTo(others);
        }
    }

    @Test
    void anUpdateIsMadeOnceWhateverTheStoreAnswers() {
        int played = Explorer.everyPair(
                faults -> new Counting(faults, TagUpdatesTest::increment),
                EnumSet.allOf(Fault.class),
                EnumSet.allOf(Fault.class));
        assertThat(played).isGreaterThan(500);
    }

    /** The mistake: an unknown outcome is taken for a failure, and the update is made anew. */
    @Test
    void whoTakesAnUnknownOutcomeForAFailureIsCaught() {
        BiConsumer<TagUpdates, String> careless = (updates, name) -> {
            TagStore store = updates.store();
            for (int attempt = 0; attempt < 3; attempt++) {
                try {
                    TagContents present = store.read(TAG);
                    store.write(
                            TAG,
                            new TagWrite()
                                    .ifVersion(name, present.version(name))
                                    .put(name, Bytes.ofUtf8(Long.toString(count(present, name) + 1))),
                            Optional.empty());
                    return;
                } catch (OutcomeUnknown | PreconditionFailed e) {
                    // Once more.
                }
            }
        };
        assertThatThrownBy(() -> Explorer.everyFault(faults -> new Counting(faults, careless)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ANSWER_LOST");
    }

    @Test
    void theSecondUpdateInARowTakesOneTripAndOneAfterARivalThree() {
        Faults faults = new Faults();
        FakeTagStore store = new FakeTagStore("bucket", faults);
        TagUpdates updates = updates(store);
        increment(updates, "own");
        assertThat(faults.calls()).hasSize(2);
        increment(updates, "own");
        assertThat(faults.calls()).hasSize(3);
        increment(updates(store), "own");
        int before = faults.calls().size();
        increment(updates, "own");
        assertThat(faults.calls()).hasSize(before + 3);
        assertThat(count(store.peek(TAG), "own")).isEqualTo(4);
    }

    /** What is remembered may be old: it is good for a conditional write, and for nothing else. */
    @Test
    void nothingIsRefusedOrAnsweredFromMemory() {
        FakeTagStore store = new FakeTagStore("bucket", new Faults());
        TagUpdates updates = updates(store);
        increment(updates, "own");
        increment(updates(store), "own");
        long seen = updates.update(TAG, view -> Step.done(count(view.contents(), "own")));
        assertThat(seen).isEqualTo(2);
        increment(updates, "own");
        increment(updates(store), "own");
        boolean fine = updates.update(TAG, view -> {
            if (count(view.contents(), "own") < 4) {
                throw new IllegalStateException("refused from what is not so any more");
            }
            return Step.done(true);
        });
        assertThat(fine).isTrue();
    }

    /** Late by any time: an update that its author has given up does nothing once another one was made. */
    @Test
    void whatWasReadAsNotMadeIsNeverMadeLater() {
        Faults faults = new Faults().at(1, Fault.LATE_NAMELESS);
        FakeTagStore store = new FakeTagStore("bucket", faults);
        increment(updates(store), "own");
        increment(updates(store), "own");
        faults.heal();
        assertThat(count(store.peek(TAG), "own")).isEqualTo(2);
    }

    @Test
    void anUpdateThatManyOvertookIsToldToBeUnknownAndNotMadeAgain() {
        Faults faults = new Faults().at(1, Fault.LOST_NAMELESS).at(2, Fault.RIVAL);
        FakeTagStore store = new FakeTagStore("bucket", faults);
        store.rival = () -> {
            for (int i = 0; i <= Head.RECENT; i++) {
                store.plant(TAG, Head.NAME, Head.of(store.peek(TAG)).next(i, 0).encode());
            }
        };
        assertThatThrownBy(() -> increment(updates(store), "own")).isInstanceOf(OutcomeUnknown.class);
        assertThat(count(store.peek(TAG), "own")).isZero();
    }

    @Test
    void aTagThatIsFullRefusesWhatAddsAndTakesWhatRemoves() {
        FakeTagStore store = new FakeTagStore("bucket", new Faults());
        TagUpdates updates =
                new TagUpdates(store, TagOptions.DEFAULT.time(time).maxKeys(3).maxBytes(400));
        increment(updates, "a");
        increment(updates, "b");
        assertThatThrownBy(() -> increment(updates, "c"))
                .isInstanceOf(TagFull.class)
                .hasMessageContaining("4 keys");
        assertThatThrownBy(() ->
                        updates.update(TAG, view -> Step.write(new TagWrite().put("a", Bytes.of(new byte[500])), true)))
                .isInstanceOf(TagFull.class)
                .hasMessageContaining("bytes");
        store.plant(TAG, "d", Bytes.EMPTY);
        store.plant(TAG, "e", Bytes.EMPTY);
        updates.update(TAG, view -> Step.write(new TagWrite().delete("d"), true));
        assertThat(store.peek(TAG).entries()).doesNotContainKey("d");
    }

    @Test
    void aClockThatJumpsMakesNothingBeForgottenUntilItHasStayedThereForAnHour() {
        FakeTagStore store = new FakeTagStore("bucket", new Faults());
        TagUpdates updates = updates(store);
        long until = time.wallMillis() + Duration.ofDays(2).toMillis();
        assertThat(mayForget(updates, until)).isFalse();
        time.jump(Duration.ofDays(3));
        assertThat(mayForget(updates, until)).as("just jumped").isFalse();
        time.pass(Duration.ofMinutes(59));
        assertThat(mayForget(updates, until)).as("not for long").isFalse();
        time.jump(Duration.ofDays(-3));
        assertThat(mayForget(updates, until)).as("went back").isFalse();
        time.jump(Duration.ofDays(3));
        assertThat(mayForget(updates, until)).as("jumped again").isFalse();
        time.pass(Duration.ofMinutes(61));
        assertThat(mayForget(updates, until)).as("stayed").isTrue();
    }

    private static boolean mayForget(TagUpdates updates, long until) {
        return updates.update(TAG, view -> Step.write(new TagWrite().put("x", Bytes.EMPTY), view.mayForget(until)));
    }
}
