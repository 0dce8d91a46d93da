package io.kvorum.commerce.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.commerce.orders.CheckoutWorld.Story;
import io.kvorum.integrity.fake.Explorer;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.Fault;
import io.kvorum.integrity.saga.SagaPhase;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/**
 * Orders are checked out while processes die at every call of the store and at every message, messages are lost, late and repeated, and other processes
 * take over: nothing is charged twice, nothing is sold that is not there, nothing stays held.
 */
class CheckoutFaultsTest {
    private static int faults(Story story) {
        return Explorer.everyFault(faults -> new CheckoutWorld(faults, story));
    }

    private static SagaPhase withoutFaults(Story story) {
        CheckoutWorld world = new CheckoutWorld(new Faults(), story);
        world.run();
        world.recover();
        world.check();
        world.reconciles();
        return world.phase();
    }

    @Test
    void anOrderIsPaidShippedAndClosedOrNothingIsLeftOfIt() {
        assertThat(withoutFaults(Story.DEFAULT)).isEqualTo(SagaPhase.CONFIRMED);
        assertThat(faults(Story.DEFAULT)).isGreaterThan(300);
    }

    @Test
    void twoFaultsInARowLeaveNothingHalfDone() {
        assertThat(Explorer.everyPair(
                        faults -> new CheckoutWorld(faults, Story.DEFAULT),
                        EnumSet.of(Fault.CRASH_AFTER, Fault.LATE),
                        EnumSet.of(Fault.ANSWER_LOST, Fault.CRASH_BEFORE)))
                .isGreaterThan(900);
    }

    /** The second line cannot be reserved: the first is released. */
    @Test
    void anOrderWithoutStockIsCancelled() {
        Story story = Story.DEFAULT.pears(1);
        assertThat(withoutFaults(story)).isEqualTo(SagaPhase.CANCELLED);
        assertThat(faults(story)).isGreaterThan(150);
    }

    @Test
    void anOrderWithoutMoneyIsCancelled() {
        Story story = Story.DEFAULT.money(309);
        assertThat(withoutFaults(story)).isEqualTo(SagaPhase.CANCELLED);
        assertThat(faults(story)).isGreaterThan(250);
    }

    @Test
    void aCancellationAtAnyMomentLeavesNothingHalfDone() {
        assertThat(faults(Story.DEFAULT.rival(CheckoutWorld::cancels))).isGreaterThan(300);
    }

    /** Also after the decision, and between two confirmations: what was sold already is undone. */
    @Test
    void holdsThatEndAtAnyMomentLeaveNothingHalfDone() {
        assertThat(faults(Story.DEFAULT.rival(CheckoutWorld::holdsEnd))).isGreaterThan(300);
    }

    @Test
    void anOrderThatNobodyLooksAfterForLongIsWholeInTheEnd() {
        assertThat(faults(Story.DEFAULT.away(CheckoutWorld.CHECKOUT.deadline())))
                .isGreaterThan(300);
        assertThat(faults(Story.DEFAULT.away(CheckoutWorld.CHECKOUT.holdFor().plus(CheckoutWorld.LEASE))))
                .isGreaterThan(300);
    }
}
