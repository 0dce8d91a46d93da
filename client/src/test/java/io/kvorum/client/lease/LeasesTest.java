package io.kvorum.client.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.client.BadRequest;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.lease.ScriptedStore.Fate;
import io.kvorum.crdt.codec.Bytes;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeasesTest {
    private static final Bytes KEY = Bytes.ofUtf8("{job}lease");
    private static final Duration TEN = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final ScriptedStore store = new ScriptedStore();
    private final Leases holders = leases("a");
    private final Leases contenders = leases("b");

    private Leases leases(String holder) {
        return new Leases(store, LeaseOptions.DEFAULT.holder(holder).time(time).random(new Random(holder.hashCode())));
    }

    private Lease granted() {
        return holders.tryGrant(KEY, TEN).orElseThrow();
    }

    private void pass(double seconds) {
        time.advance(Duration.ofNanos((long) (seconds * 1e9)));
    }

    private Optional<Lease> contend() {
        return contenders.tryGrant(KEY, TEN);
    }

    // Taking over.

    @Test
    void itIsTakenOverOnlyAfterItStoodStillForTheDurationAndTheMargin() {
        Lease first = granted();
        pass(9);
        assertThat(contend()).as("it begins to count now").isEmpty();
        pass(10.9);
        assertThat(contend()).isEmpty();
        pass(0.1);
        Lease second = contend().orElseThrow();
        assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
        assertThat(first.isHeld()).isFalse();
    }

    @Test
    void aRenewalInBetweenRestartsTheWait() {
        Lease first = granted();
        assertThat(contend()).isEmpty();
        pass(9);
        assertThat(first.renew()).isTrue();
        pass(9);
        assertThat(contend())
                .as("18 s after the first look, 9 s after the renewal")
                .isEmpty();
        pass(10.9);
        assertThat(contend()).isEmpty();
        pass(0.1);
        assertThat(contend()).isPresent();
    }

    @Test
    void aRenewalThatNobodySawStopsTheTakeoverItself() {
        Lease first = granted();
        assertThat(contend()).isEmpty();
        pass(9);
        store.afterRead.add(() -> assertThat(first.renew()).isTrue());
        assertThat(contenders.tryGrant(KEY, TEN)).isEmpty();
        pass(2);
        // It has counted 11 s for the version that it saw first; the round is conditional on what is there now.
        assertThat(contend()).isEmpty();
        assertThat(first.isHeld()).isTrue();
    }

    @Test
    void aContenderCountsFromTheAnswerAndNotFromTheQuestion() {
        store.beforeRead.add(() -> {
            pass(5);
            granted();
        });
        assertThat(contend()).isEmpty();
        pass(10.9);
        assertThat(contend()).isEmpty();
    }

    @Test
    void aHolderCountsFromBeforeItsQuestion() {
        store.beforeWrite.add(() -> pass(3));
        store.afterWrite.add(() -> pass(3));
        Lease lease = granted();
        assertThat(lease.remaining()).isEqualTo(Duration.ofSeconds(4));
        store.beforeWrite.add(() -> pass(1));
        store.afterWrite.add(() -> pass(1));
        assertThat(lease.renew()).isTrue();
        assertThat(lease.remaining()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void ofTwoContendersOneWins() {
        Leases third = leases("c");
        granted();
        assertThat(contend()).isEmpty();
        assertThat(third.tryGrant(KEY, TEN)).isEmpty();
        pass(11);
        store.beforeWrite.add(() -> {
            assertThat(third.tryGrant(KEY, TEN)).isPresent();
        });
        assertThat(contend()).isEmpty();
    }

    @Test
    void aGrantThatWasAnsweredTooLateIsGivenBack() {
        store.afterWrite.add(() -> pass(10));
        assertThat(holders.tryGrant(KEY, TEN)).isEmpty();
        assertThat(store.register.read(KEY)).isEmpty();
    }

    @Test
    void aWaitingContenderIsGrantedWhatIsGivenBackBeforeTheEnd() throws InterruptedException {
        Lease first = granted();
        long start = time.nanos();
        store.afterRead.add(() -> {});
        store.afterRead.add(() -> {});
        store.afterRead.add(first::revoke);
        assertThat(contenders.grant(KEY, TEN, Duration.ofMinutes(1))).isPresent();
        assertThat(time.nanos() - start).isLessThan(Duration.ofSeconds(3).toNanos());
    }

    @Test
    void patienceEnds() throws InterruptedException {
        Lease first = granted();
        first.keepAlive();
        long start = time.nanos();
        assertThat(contenders.grant(KEY, TEN, Duration.ofMinutes(1))).isEmpty();
        assertThat(Duration.ofNanos(time.nanos() - start)).isEqualTo(Duration.ofMinutes(1));
        assertThat(first.isHeld()).isTrue();
    }

    // Tokens.

    @Test
    void theTokenStaysOverRenewalsAndGrowsOverDeleteAndRecreation() {
        Lease first = granted();
        long token = first.fencingToken();
        assertThat(first.renew()).isTrue();
        assertThat(first.renew()).isTrue();
        assertThat(first.fencingToken()).isEqualTo(token);
        StoredLease stored = holders.inspect(KEY).orElseThrow();
        assertThat(stored.fencingToken()).isEqualTo(token);
        assertThat(stored.version()).isGreaterThan(token);
        assertThat(stored.record().renewals()).isEqualTo(2);
        assertThat(first.revoke()).isTrue();
        assertThat(holders.inspect(KEY)).isEmpty();
        assertThat(granted().fencingToken()).isGreaterThan(stored.version());
    }

    // A grant whose outcome is unknown.

    @Test
    void aGrantWhoseAnswerWasLostIsAskedForAgainAndIsMadeOnce() {
        store.next(Fate.ANSWER_LOST);
        store.beforeWrite.add(() -> pass(0));
        store.beforeWrite.add(() -> pass(4));
        Lease lease = granted();
        assertThat(lease.fencingToken()).isEqualTo(1);
        assertThat(lease.remaining())
                .as("from the first attempt, which was made")
                .isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void aGrantThatWasLostIsMadeByTheNextAttempt() {
        store.next(Fate.LOST, Fate.LOST);
        assertThat(granted().isHeld()).isTrue();
    }

    @Test
    void aGrantWithoutANameIsFoundByReading() {
        store.next(Fate.ANSWER_LOST_NAMELESS);
        Lease lease = granted();
        assertThat(lease.fencingToken()).isEqualTo(1);
        assertThat(lease.renew()).isTrue();
    }

    @Test
    void aGrantThatComesLateIsHeldByNobodyAndRunsOut() {
        store.next(Fate.LATE, Fate.LOST, Fate.LOST);
        assertThatThrownBy(() -> holders.tryGrant(KEY, TEN)).isInstanceOf(OutcomeUnknown.class);
        store.deliverLate();
        assertThat(store.register.read(KEY)).isPresent();
        assertThat(contend()).isEmpty();
        pass(11);
        assertThat(contend()).isPresent();
    }

    @Test
    void aTakeoverThatComesLateFindsTheLeaseRenewed() {
        Lease first = granted();
        assertThat(contend()).isEmpty();
        pass(9);
        Leases late = contenders;
        store.next(Fate.MADE);
        assertThat(first.renew()).isTrue();
        assertThat(late.tryGrant(KEY, TEN)).isEmpty();
        pass(9);
        store.next(Fate.MADE);
        assertThat(first.renew()).isTrue();
        pass(2);
        assertThat(late.tryGrant(KEY, TEN)).isEmpty();
        pass(9);
        assertThat(first.isHeld()).isFalse();
        pass(2);
        store.next(Fate.LATE, Fate.LOST, Fate.LOST);
        assertThatThrownBy(() -> late.tryGrant(KEY, TEN)).isInstanceOf(OutcomeUnknown.class);
        Leases third = leases("c");
        assertThat(third.tryGrant(KEY, TEN)).isEmpty();
        pass(11);
        Lease winner = third.tryGrant(KEY, TEN).orElseThrow();
        store.deliverLate();
        assertThat(winner.renew()).isTrue();
    }

    // What is no lease, and what is out of bounds.

    @Test
    void recordsAreReadAsTheyWereWrittenAndNothingElseIsALease() {
        LeaseRecord record = new LeaseRecord("é@host 17", -3, Duration.ofSeconds(3), 4, 17);
        assertThat(LeaseRecord.decode(record.encode())).contains(record);
        assertThat(LeaseRecord.decode(Bytes.EMPTY)).isEmpty();
        assertThat(LeaseRecord.decode(Bytes.ofUtf8("lease/1 nonce=1 duration-ms=1 renewals=0 token=0 holder=x")))
                .isEmpty();
        assertThat(LeaseStore.noLease(KEY)).isInstanceOf(BadRequest.class);
    }

    @Test
    void boundsAreChecked() {
        assertThatThrownBy(() -> holders.tryGrant(KEY, Duration.ofMillis(99)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> holders.tryGrant(KEY, Duration.ofHours(25)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LeaseOptions.DEFAULT.rateMargin(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> leases("a\nb").tryGrant(KEY, TEN)).isInstanceOf(IllegalArgumentException.class);
        assertThat(store.register.read(KEY)).isEmpty();
    }

    // By token, from another process.

    @Test
    void aGrantIsResumedByItsTokenOnly() {
        Lease first = granted();
        first.renew();
        assertThat(contenders.resume(KEY, first.fencingToken() + 1)).isEmpty();
        Lease again = contenders.resume(KEY, first.fencingToken()).orElseThrow();
        assertThat(again.fencingToken()).isEqualTo(first.fencingToken());
        assertThat(again.renew()).isTrue();
        assertThat(first.renew()).as("the one that was resumed elsewhere").isFalse();
    }

    @Test
    void aGrantIsRevokedByItsTokenOnly() {
        Lease first = granted();
        assertThat(contenders.revoke(KEY, first.fencingToken() + 1)).isFalse();
        store.afterRead.add(first::renew);
        assertThat(contenders.revoke(KEY, first.fencingToken()))
                .as("though renewed meanwhile")
                .isTrue();
        assertThat(first.renew()).isFalse();
        assertThat(contenders.revoke(KEY, first.fencingToken())).isFalse();
    }

    @Test
    void anUpdateIsAttachedToAGrantByItsTokenOnly() {
        Lease first = granted();
        assertThatThrownBy(() -> contenders.attach(KEY, first.fencingToken() + 1, (key, version, retryOf) -> {
                    throw new AssertionError("not asked for");
                }))
                .isInstanceOf(PreconditionFailed.class)
                .hasMessageContaining("held by 'a' with token 1");
    }
}
