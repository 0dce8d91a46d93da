package io.kvorum.integrity.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.fake.Explorer;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.Fault;
import io.kvorum.integrity.idempotency.Fingerprint;
import io.kvorum.integrity.idempotency.Idempotency;
import io.kvorum.integrity.idempotency.IdempotencyOptions;
import io.kvorum.integrity.idempotency.IdempotentRequest;
import io.kvorum.integrity.record.SagaRecord;
import io.kvorum.integrity.saga.SagaWorld.Runner;
import io.kvorum.integrity.saga.SagaWorld.Story;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagWrite;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * A saga is carried out while processes die at every call of a store and every message, messages are lost, late and repeated, and other
 * processes take over: all are confirmed or all are cancelled, each effect is there once, and nothing is held.
 */
class SagaFaultsTest {
    private static final EnumSet<Fault> SECOND =
            EnumSet.of(Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.LOST, Fault.ANSWER_LOST, Fault.RIVAL);
    private static final EnumSet<Fault> FEW = EnumSet.of(Fault.CRASH_AFTER, Fault.LOST, Fault.RIVAL);
    private static final Duration LONG = SagaWorld.HOLD.plus(SagaWorld.LEASE);

    private static int pairs(Story story) {
        return pairs(story, FEW);
    }

    private static int pairs(Story story, EnumSet<Fault> second) {
        return Explorer.everyPair(faults -> new SagaWorld(faults, story), EnumSet.allOf(Fault.class), second);
    }

    private static int faults(Story story) {
        return Explorer.everyFault(faults -> new SagaWorld(faults, story));
    }

    private static SagaPhase withoutFaults(Story story) {
        SagaWorld world = new SagaWorld(new Faults(), story);
        world.run();
        world.recover();
        world.check();
        return world.phase();
    }

    @Test
    void allConfirmOrAllCancelWhateverHappens() {
        assertThat(withoutFaults(Story.DEFAULT)).isEqualTo(SagaPhase.CONFIRMED);
        assertThat(pairs(Story.DEFAULT, SECOND)).isGreaterThan(5_000);
    }

    @Test
    void whatOneRefusesAllCancel() {
        Story story = Story.DEFAULT.free("payment", 1);
        assertThat(withoutFaults(story)).isEqualTo(SagaPhase.CANCELLED);
        assertThat(pairs(story, SECOND)).isGreaterThan(2_000);
    }

    /** Nobody runs it for longer than the deadline, and participants let go what they hold. */
    @Test
    void aSagaThatNobodyRunsForLongIsWholeInTheEnd() {
        assertThat(pairs(Story.DEFAULT.away(SagaWorld.DEADLINE))).isGreaterThan(3_000);
        assertThat(pairs(Story.DEFAULT.away(LONG))).isGreaterThan(3_000);
    }

    /** The runner is paused for so long, at any call, that holds end: also after the decision, between two confirmations. */
    @Test
    void holdsThatEndAtTheWrongMomentLeaveNothingHalfDone() {
        assertThat(pairs(Story.DEFAULT.rival(SagaWorld::holdsEnd))).isGreaterThan(3_000);
    }

    @Test
    void aCancellationAtAnyMomentLeavesNothingHalfDone() {
        assertThat(pairs(Story.DEFAULT.rival(SagaWorld::cancels))).isGreaterThan(3_000);
    }

    private static void isCaught(Story story) {
        assertThatThrownBy(() -> {
                    int unused = faults(story);
                    unused = faults(story.away(SagaWorld.DEADLINE));
                    unused = pairs(story);
                })
                .as("and for what is wrong with the participants")
                .hasMessageMatching("(?s).*(holds|has taken|has free), C.*")
                .isInstanceOf(AssertionError.class);
    }

    /** The mistake: participants are asked before the record says so. */
    @Test
    void whoAsksBeforeTheRecordIsWrittenIsCaught() {
        isCaught(Story.DEFAULT.runner(SagaFaultsTest::asksFirst));
    }

    private static void asksFirst(SagaWorld world, Sagas<String> sagas) throws InterruptedException {
        TagUpdates updates = world.updates();
        SagaPlan<String> plan = new SagaPlan<>(world.type());
        String tag = sagas.id(SagaWorld.ID).tag();
        Optional<StepAnswer> answer = Optional.empty();
        for (long token = 1; ; token++) {
            SagaRecord before = SagaRecords.of(updates.read(tag)).orElseThrow();
            SagaRecord after = plan.after(before, answer, world.time.trueMillis()).toBuilder()
                    .setToken(token)
                    .build();
            answer = Optional.empty();
            Optional<SagaPlan.Ask> ask = SagaPlan.ask(after);
            if (ask.isPresent()) {
                answer = Optional.of(new StepAnswer.Done(plan.call(after, ask.get())
                        .call(new StepInput<>(request(sagas, after, ask.get()), "order", SagaPlan.outcomes(after)))));
            }
            boolean written = updates.update(
                    tag,
                    view -> SagaRecords.of(view.contents()).equals(Optional.of(before))
                            ? Step.write(new TagWrite().put(SagaRecords.NAME, SagaRecords.encode(after)), true)
                            : Step.done(false));
            if (!written || SagaRecords.isOver(after)) {
                return;
            }
        }
    }

    private static StepRequest request(Sagas<String> sagas, SagaRecord record, SagaPlan.Ask ask) {
        return new StepRequest(
                sagas.id(SagaWorld.ID),
                record.getSteps(ask.step()).getName(),
                ask.direction(),
                record.getToken(),
                record.getSteps(ask.step()).getHoldUntilMillis());
    }

    /** What a mistaken runner makes of an answer. */
    private interface Answering {
        Optional<StepAnswer> answer(
                SagaWorld world, StepRequest request, StepCall<String> call, StepInput<String> input)
                throws InterruptedException;
    }

    private static Runner answering(Answering way) {
        return (world, sagas) -> {
            SagaPlan<String> plan = new SagaPlan<>(world.type());
            SagaLog<String> log = new SagaLog<>(world.updates(), plan, SagaWorld.LEASE);
            OptionalLong held = OptionalLong.empty();
            Optional<StepAnswer> answer = Optional.empty();
            while (true) {
                SagaLog.Advance advance = log.advance(sagas.id(SagaWorld.ID), 1, held, answer);
                if (!advance.mine()) {
                    return;
                }
                SagaRecord record = advance.after();
                held = OptionalLong.of(record.getToken());
                SagaPlan.Ask ask = SagaPlan.ask(record).orElseThrow();
                StepRequest request = request(sagas, record, ask);
                answer = way.answer(
                        world,
                        request,
                        plan.call(record, ask),
                        new StepInput<>(request, "order", SagaPlan.outcomes(record)));
            }
        };
    }

    /** The mistake: a cancellation that was not answered is taken for done. */
    @Test
    void whoTakesAnUnknownCancellationForDoneIsCaught() {
        Runner hasty = answering((world, request, call, input) -> {
            try {
                return Optional.of(new StepAnswer.Done(call.call(input)));
            } catch (StepRefused e) {
                return Optional.of(new StepAnswer.Refused("refused"));
            } catch (RuntimeException e) {
                return request.direction() == Direction.CANCEL
                        ? Optional.of(new StepAnswer.Done(Bytes.EMPTY))
                        : Optional.empty();
            }
        });
        isCaught(Story.DEFAULT.free("payment", 1).runner(hasty));
    }

    /** The mistake: a step that has refused is not cancelled, for it has done nothing; but its message comes again when there is enough. */
    @Test
    void whoDoesNotCancelWhatWasRefusedIsCaught() {
        Runner trusting = answering((world, request, call, input) -> {
            if (request.step().equals("payment") && request.direction() == Direction.CANCEL) {
                world.fill("payment");
                return Optional.of(new StepAnswer.Done(Bytes.EMPTY));
            }
            try {
                return Optional.of(new StepAnswer.Done(call.call(input)));
            } catch (StepRefused e) {
                return Optional.of(new StepAnswer.Refused("refused"));
            } catch (RuntimeException e) {
                return Optional.empty();
            }
        });
        isCaught(Story.DEFAULT.free("payment", 1).runner(trusting));
    }

    /** And the same with a cancellation. */
    @Test
    void whatWasRefusedIsKeptOutWhenThereIsEnoughLater() {
        Runner filling = (world, sagas) -> {
            SagaWorld.asADispatcher(world, sagas);
            world.fill("payment");
        };
        assertThat(pairs(Story.DEFAULT.free("payment", 1).runner(filling))).isGreaterThan(1_000);
    }

    /** The mistake: a participant that knows no ids. */
    @Test
    void aParticipantWithoutMarksIsCaught() {
        isCaught(Story.DEFAULT.manner(Shelf::unguarded));
    }

    /** The mistake: a compensation, which is thought to be harmless, has no id, and gives back once more each time. */
    @Test
    void aCompensationWithoutAnIdIsCaught() {
        isCaught(Story.DEFAULT.free("payment", 1).manner((shelf, request, amount) -> {
            if (!request.step().equals("stock") || request.direction() != Direction.CANCEL) {
                return Shelf.RIGHT.handle(shelf, request, amount);
            }
            return shelf.updates().update(Shelf.TAG, view -> {
                Shelf.Contents present = Shelf.Contents.of(view.contents());
                Shelf.Contents given = new Shelf.Contents(present.free() + amount, present.held() - amount, 0, 0);
                return Step.write(new TagWrite().put("shelf", given.encode()), Bytes.EMPTY);
            });
        }));
    }

    /** The mistake: ids, and no fencing token. A try that comes after its cancellation holds what nobody lets go. */
    @Test
    void aParticipantWithoutFencingIsCaught() {
        Idempotency idempotency = new Idempotency(IdempotencyOptions.DEFAULT);
        isCaught(Story.DEFAULT
                .rival(SagaWorld::cancels)
                .manner((shelf, request, amount) -> shelf.guarded(
                        idempotency.once(new IdempotentRequest("step", request.id(), Fingerprint.of())),
                        request,
                        amount)));
    }

    /** The mistake: each attempt has an id of its own. */
    @Test
    void anIdThatChangesWithTheTokenIsCaught() {
        StepGuards guards = new StepGuards(StepGuardOptions.DEFAULT);
        isCaught(Story.DEFAULT.manner((shelf, request, amount) -> {
            StepRequest another = new StepRequest(
                    request.saga(),
                    request.step() + "_" + request.token(),
                    request.direction(),
                    request.token(),
                    request.holdUntilMillis());
            return shelf.guarded(guards.of(another), request, amount);
        }));
    }

    /** The mistake: the mark is written after the effect. */
    @Test
    void aParticipantThatMarksAfterTheEffectIsCaught() {
        StepGuards guards = new StepGuards(StepGuardOptions.DEFAULT);
        isCaught(Story.DEFAULT.manner((shelf, request, amount) -> {
            boolean known = shelf.updates()
                    .update(
                            Shelf.TAG,
                            view -> Step.done(guards.of(request).before(view).isPresent()));
            if (!known) {
                Bytes unused = shelf.unguarded(request, amount);
            }
            return shelf.updates().update(Shelf.TAG, view -> {
                TagWrite write = new TagWrite();
                guards.of(request).addTo(write, view, Bytes.EMPTY);
                return Step.write(write, Bytes.EMPTY);
            });
        }));
    }
}
