package io.kvorum.client.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.Receipt;
import io.kvorum.client.Unavailable;
import io.kvorum.client.Updated;
import io.kvorum.client.lease.ScriptedStore.Fate;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final Bytes KEY = Bytes.ofUtf8("{job}lease");
    private static final Duration TEN = Duration.ofSeconds(10);
    private static final WriteId ID = new WriteId(1, 2, 3);

    private final ManualTime time = new ManualTime();
    private final ScriptedStore store = new ScriptedStore();
    private final Leases leases =
            new Leases(store, LeaseOptions.DEFAULT.holder("a").time(time).random(new Random(1)));
    private final Leases others =
            new Leases(store, LeaseOptions.DEFAULT.holder("b").time(time).random(new Random(2)));
    private final Lease lease = leases.tryGrant(KEY, TEN).orElseThrow();

    private void pass(double seconds) {
        time.advance(Duration.ofNanos((long) (seconds * 1e9)));
    }

    /** Somebody takes it over. */
    private Lease taken() {
        assertThat(others.tryGrant(KEY, TEN)).isEmpty();
        pass(11);
        return others.tryGrant(KEY, TEN).orElseThrow();
    }

    // Its end.

    @Test
    void itIsOverByItsOwnClockWithoutAnyAnswer() {
        pass(9.999);
        assertThat(lease.isHeld()).isTrue();
        pass(0.001);
        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.remaining()).isEqualTo(Duration.ZERO);
        int before = store.writes;
        assertThat(lease.renew()).isFalse();
        assertThat(store.writes).isEqualTo(before);
    }

    @Test
    void aRenewalThatIsAnsweredAfterTheEndDoesNotBringItBack() {
        pass(9);
        store.afterWrite.add(() -> {
            pass(2);
            assertThat(lease.isHeld()).isFalse();
        });
        assertThat(lease.renew()).isFalse();
        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.revoke()).as("it gives back what it renewed").isTrue();
        assertThat(store.register.read(KEY)).isEmpty();
    }

    @Test
    void itIsLostWhenARenewalFindsAnotherHolder() {
        store.beforeWrite.add(() -> {
            leases.revoke(KEY, lease.fencingToken());
            assertThat(others.tryGrant(KEY, TEN)).isPresent();
        });
        assertThat(lease.renew()).isFalse();
        assertThat(lease.isHeld()).isFalse();
    }

    // A renewal whose outcome is unknown.

    @Test
    void anUnknownRenewalIsAskedForAgainAndCountsFromItsFirstAttempt() {
        pass(2);
        store.next(Fate.ANSWER_LOST, Fate.LOST, Fate.LOST);
        assertThatThrownBy(lease::renew).isInstanceOf(OutcomeUnknown.class);
        assertThat(lease.remaining()).as("as before").isEqualTo(Duration.ofSeconds(8));
        pass(3);
        assertThat(lease.renew()).isTrue();
        assertThat(lease.remaining()).as("from 2 s after the grant").isEqualTo(Duration.ofSeconds(7));
        assertThat(lease.stored().record().renewals()).isEqualTo(1);
        assertThat(lease.renew()).isTrue();
        assertThat(lease.remaining()).isEqualTo(TEN);
    }

    @Test
    void anUnknownRenewalDoesNotProlongTheLease() {
        pass(5);
        store.always = Fate.ANSWER_LOST;
        assertThatThrownBy(lease::renew).isInstanceOf(OutcomeUnknown.class);
        pass(5);
        assertThat(lease.isHeld()).isFalse();
    }

    // The register has forgotten its name, as after five minutes.

    @Test
    void aForgottenRenewalThatWasMadeIsAdoptedAndCountsFromItsFirstAttempt() {
        pass(2);
        store.next(Fate.ANSWER_LOST, Fate.LOST, Fate.LOST);
        assertThatThrownBy(lease::renew).isInstanceOf(OutcomeUnknown.class);
        pass(3);
        store.register.forget();
        assertThat(lease.renew()).isTrue();
        assertThat(lease.remaining()).isEqualTo(Duration.ofSeconds(7));
        assertThat(lease.renew()).isTrue();
        assertThat(lease.remaining()).isEqualTo(TEN);
        assertThat(lease.stored().record().renewals()).isEqualTo(2);
    }

    @Test
    void aForgottenRenewalThatWasNotMadeIsMadeAnew() {
        pass(2);
        store.next(Fate.LATE, Fate.LOST, Fate.LOST);
        assertThatThrownBy(lease::renew).isInstanceOf(OutcomeUnknown.class);
        pass(3);
        store.register.forget();
        assertThat(lease.renew()).isTrue();
        assertThat(lease.remaining()).isEqualTo(TEN);
        long version = lease.stored().version();
        store.deliverLate();
        assertThat(store.register.read(KEY).orElseThrow().version()).isEqualTo(version);
    }

    @Test
    void aForgottenRenewalFindsAnotherHolder() {
        store.next(Fate.LOST, Fate.LOST, Fate.LOST);
        assertThatThrownBy(lease::renew).isInstanceOf(OutcomeUnknown.class);
        leases.revoke(KEY, lease.fencingToken());
        assertThat(others.tryGrant(KEY, TEN)).isPresent();
        store.register.forget();
        assertThat(lease.renew()).isFalse();
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void aForgottenRenewalStaysUnknownUntilTheKeyIsRead() {
        pass(2);
        store.next(Fate.ANSWER_LOST, Fate.LOST, Fate.LOST);
        assertThatThrownBy(lease::renew).isInstanceOf(OutcomeUnknown.class);
        store.register.forget();
        store.beforeRead.add(() -> {
            throw FakeRegister.unavailable();
        });
        assertThatThrownBy(lease::renew).isInstanceOf(OutcomeUnknown.class);
        pass(1);
        assertThat(lease.renew()).isTrue();
        assertThat(lease.remaining()).isEqualTo(Duration.ofSeconds(9));
    }

    /** What comes without a name has the same record, and may be what the new one finds: others count from then. */
    @Test
    void besideANamelessOneAForgottenRenewalStillCountsFromTheFirstAttempt() {
        pass(2);
        store.next(Fate.LOST_NAMELESS);
        assertThatThrownBy(lease::renew).isInstanceOf(OutcomeUnknown.class);
        pass(1);
        store.next(Fate.LOST, Fate.LOST, Fate.LOST);
        assertThatThrownBy(lease::renew).isInstanceOf(OutcomeUnknown.class);
        pass(1);
        store.register.forget();
        LeaseChange first = new LeaseChange(
                lease.stored().version(), Optional.of(lease.stored().record().renewed(lease.fencingToken())));
        store.beforeWrite.add(() -> {});
        store.beforeWrite.add(() -> store.register.apply(store.register.newWriteId(), KEY, first, false));
        assertThat(lease.renew()).isTrue();
        assertThat(lease.remaining()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void aNamelessRenewalThatWasMadeIsRecognised() {
        pass(2);
        store.next(Fate.ANSWER_LOST_NAMELESS);
        assertThatThrownBy(lease::renew).isInstanceOf(OutcomeUnknown.class);
        pass(3);
        assertThat(lease.renew()).isTrue();
        assertThat(lease.remaining()).isEqualTo(Duration.ofSeconds(7));
        assertThat(lease.renew()).isTrue();
    }

    @Test
    void aNamelessRenewalThatWasLostIsMadeAnew() {
        store.next(Fate.LOST_NAMELESS);
        assertThatThrownBy(lease::renew).isInstanceOf(OutcomeUnknown.class);
        assertThat(lease.renew()).isTrue();
        assertThat(lease.renew()).isTrue();
    }

    @Test
    void aNamelessRenewalThatComesBetweenIsRecognised() {
        store.next(Fate.LATE_NAMELESS, Fate.LOST);
        assertThatThrownBy(lease::renew).isInstanceOf(OutcomeUnknown.class);
        store.beforeWrite.add(() -> {});
        store.beforeWrite.add(store::deliverLate);
        assertThat(lease.renew()).isTrue();
        assertThat(lease.renew()).isTrue();
        assertThat(lease.stored().record().renewals()).isEqualTo(2);
    }

    @Test
    void aRenewalThatComesAfterATakeoverChangesNothing() {
        store.next(Fate.LATE, Fate.LOST, Fate.LOST);
        assertThatThrownBy(lease::renew).isInstanceOf(OutcomeUnknown.class);
        Lease second = taken();
        store.deliverLate();
        assertThat(second.renew()).isTrue();
        assertThat(lease.renew()).isFalse();
    }

    @Test
    void aRenewalThatComesLateMakesContendersWaitAnewThoughNobodyHoldsIt() {
        store.next(Fate.LATE, Fate.LOST, Fate.LOST);
        assertThatThrownBy(lease::renew).isInstanceOf(OutcomeUnknown.class);
        assertThat(others.tryGrant(KEY, TEN)).isEmpty();
        pass(10.5);
        assertThat(lease.isHeld()).isFalse();
        store.deliverLate();
        pass(1);
        assertThat(others.tryGrant(KEY, TEN)).isEmpty();
        assertThat(lease.isHeld()).isFalse();
        pass(11);
        assertThat(others.tryGrant(KEY, TEN)).isPresent();
    }

    @Test
    void aRefusedRenewalLeavesTheLeaseAsItWas() {
        store.next(Fate.UNAVAILABLE);
        pass(4);
        assertThatThrownBy(lease::renew).isInstanceOf(Unavailable.class);
        assertThat(lease.remaining()).isEqualTo(Duration.ofSeconds(6));
        assertThat(lease.renew()).isTrue();
    }

    @Test
    void thatARepeatedRenewalIsRefusedSaysNothingAboutTheFirstAttempt() {
        store.next(Fate.ANSWER_LOST, Fate.UNAVAILABLE);
        assertThatThrownBy(lease::renew).isInstanceOf(OutcomeUnknown.class);
        assertThat(lease.renew()).isTrue();
        assertThat(lease.stored().record().renewals()).isEqualTo(1);
    }

    // Giving it back.

    @Test
    void itIsNotHeldFromBeforeTheRevokeIsSent() {
        store.beforeWrite.add(() -> assertThat(lease.isHeld()).isFalse());
        assertThat(lease.revoke()).isTrue();
        assertThat(others.tryGrant(KEY, TEN)).isPresent();
    }

    @Test
    void anUnknownRevokeIsAskedForAgain() {
        store.next(Fate.ANSWER_LOST, Fate.LOST);
        assertThat(lease.revoke()).isTrue();
        assertThat(store.register.read(KEY)).isEmpty();
    }

    @Test
    void aRevokeThatComesLateDoesNotTouchTheNextGrant() {
        store.next(Fate.LATE, Fate.LOST, Fate.LOST);
        assertThatThrownBy(lease::revoke).isInstanceOf(OutcomeUnknown.class);
        assertThat(lease.isHeld()).isFalse();
        Lease second = taken();
        store.deliverLate();
        assertThat(second.renew()).isTrue();
    }

    @Test
    void aRevokeFindsItsOwnRenewalOfUnknownOutcome() {
        store.next(Fate.ANSWER_LOST, Fate.LOST, Fate.LOST);
        assertThatThrownBy(lease::renew).isInstanceOf(OutcomeUnknown.class);
        assertThat(lease.revoke()).isTrue();
        assertThat(store.register.read(KEY)).isEmpty();
    }

    @Test
    void aRevokeLeavesTheNextHolderAlone() {
        Lease second = taken();
        assertThat(lease.revoke()).isFalse();
        lease.close();
        assertThat(second.renew()).isTrue();
    }

    // Attached updates.

    private Updated checked(Bytes key, long version, Runnable before) {
        before.run();
        long present = store.register.read(key).map(StoredLease::version).orElse(0L);
        if (present != version) {
            throw FakeRegister.conflict(key, present);
        }
        return new Updated(store.register.touch(), ID, Receipt.NONE);
    }

    @Test
    void anAttachedUpdateIsMadeWhileTheLeaseStandsThoughItIsRenewedMeanwhile() {
        List<Long> versions = new ArrayList<>();
        Updated updated = lease.attach((key, version, retryOf) -> {
            versions.add(version);
            return checked(key, version, versions.size() == 1 ? lease::renew : () -> {});
        });
        assertThat(updated.version()).isPositive();
        assertThat(versions).containsExactly(1L, 2L);
        assertThat(lease.isHeld()).isTrue();
    }

    @Test
    void anAttachedUpdateOfAPausedHolderIsRefused() {
        assertThatThrownBy(() -> lease.attach((key, version, retryOf) -> checked(key, version, this::taken)))
                .isInstanceOf(PreconditionFailed.class)
                .hasMessageContaining("held by 'b'");
        assertThatThrownBy(() -> lease.attach((key, version, retryOf) -> checked(key, version, () -> {})))
                .as("it is not asked for any more")
                .isInstanceOf(PreconditionFailed.class);
    }

    @Test
    void anotherConditionThatFailedIsTold() {
        assertThatThrownBy(() -> lease.attach((key, version, retryOf) -> {
                    throw FakeRegister.conflict(key, version);
                }))
                .isInstanceOf(PreconditionFailed.class);
        assertThat(lease.isHeld()).isTrue();
    }

    @Test
    void anUnknownAttachedUpdateIsAskedForAgainUnderItsName() {
        List<Boolean> retries = new ArrayList<>();
        lease.attach((key, version, retryOf) -> {
            retries.add(retryOf.isPresent());
            if (retries.size() == 1) {
                throw FakeRegister.unknown(java.util.Optional.of(ID));
            }
            assertThat(retryOf).contains(ID);
            return checked(key, version, () -> {});
        });
        assertThat(retries).containsExactly(false, true);
    }

    // Keeping it alive.

    @Test
    void itIsKeptAliveUntilItIsGivenBack() {
        lease.keepAlive();
        pass(100);
        assertThat(lease.isHeld()).isTrue();
        assertThat(lease.stored().record().renewals()).isEqualTo(30);
        lease.close();
        assertThat(time.scheduled()).isZero();
        assertThat(store.register.read(KEY)).isEmpty();
        assertThat(lease.whenLost().toCompletableFuture()).isNotDone();
    }

    @Test
    void oneThatCannotBeRenewedIsLostAtItsEndAndThatIsTold() {
        lease.keepAlive();
        store.always = Fate.UNAVAILABLE;
        pass(9.9);
        assertThat(lease.whenLost().toCompletableFuture()).isNotDone();
        assertThat(store.writes).as("it was tried again and again").isGreaterThan(5);
        pass(0.2);
        assertThat(lease.whenLost().toCompletableFuture()).isDone();
        assertThat(time.scheduled()).isZero();
    }

    @Test
    void itIsKeptThroughATroubleThatEndsInTime() {
        lease.keepAlive();
        store.always = Fate.ANSWER_LOST;
        pass(7);
        store.always = Fate.MADE;
        pass(50);
        assertThat(lease.isHeld()).isTrue();
    }

    @Test
    void onceItIsStoppedItRunsOut() {
        lease.keepAlive().stopKeepAlive();
        pass(10);
        assertThat(lease.isHeld()).isFalse();
    }
}
