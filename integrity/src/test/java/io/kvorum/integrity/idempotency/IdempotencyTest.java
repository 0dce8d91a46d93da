package io.kvorum.integrity.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int64Value;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.Accounts;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.aggregate.Execution;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagWrite;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdempotencyTest {
    private static final String TAG = Accounts.ID.tag();
    private final ManualTime time = new ManualTime();
    private final FakeTagStore store = new FakeTagStore("accounts", new Faults());
    private final Aggregates<Int64Value, Long> accounts = Accounts.of(store, time);
    private final TagUpdates updates = new TagUpdates(store, TagOptions.DEFAULT.time(time));
    private final IdempotencyOptions options = IdempotencyOptions.DEFAULT.time(time);
    private final Idempotency idempotency = new Idempotency(options);

    @BeforeEach
    void theClusterHasATime() {
        store.clusterMillis = time::trueMillis;
    }

    private static IdempotentRequest request(String id, long amount) {
        return new IdempotentRequest("deposit", id, Fingerprint.of(Bytes.ofUtf8("amount " + amount)));
    }

    private Execution<Int64Value> deposit(String id, long amount) {
        return accounts.execute(
                Accounts.ID, amount, CommandOptions.DEFAULT.guard(idempotency.once(request(id, amount))));
    }

    private Begun begin(String id) {
        return idempotency.begin(updates, TAG, request(id, 7));
    }

    private Attempt started(String id) {
        return ((Begun.Started) begin(id)).attempt();
    }

    private Bytes complete(Attempt attempt, String outcome) {
        return updates.update(TAG, view -> idempotency.complete(attempt, view, new TagWrite(), Bytes.ofUtf8(outcome)));
    }

    private long balance() {
        return accounts.read(Accounts.ID).state().getValue();
    }

    @Test
    void aReplayIsAnsweredByteForByteAndDoesNothing() {
        Execution<Int64Value> first = deposit("r1", 100);
        deposit("r2", 5);
        long version = store.version(TAG);
        Execution<Int64Value> again = deposit("r1", 100);
        assertThat(again.replayed()).isTrue();
        assertThat(again.outcome()).isEqualTo(first.outcome()).isEqualTo(Bytes.ofUtf8("balance 100"));
        assertThat(again.events()).isEmpty();
        assertThat(store.version(TAG)).isEqualTo(version);
        assertThat(balance()).isEqualTo(105);
    }

    @Test
    void recordAndEffectAreOneWrite() {
        deposit("r1", 100);
        assertThat(store.version(TAG)).isEqualTo(1);
        assertThat(store.peek(TAG).entries().keySet())
                .containsExactly("head", "idem-deposit-r1", "outbox-0000000000000000001", "state");
    }

    @Test
    void theSameIdForAnotherRequestIsRefused() {
        deposit("r1", 100);
        assertThatThrownBy(() -> deposit("r1", 101)).isInstanceOf(IdempotencyMismatch.class);
        assertThat(balance()).isEqualTo(100);
        started("r2");
        assertThat(idempotency.begin(updates, TAG, request("r2", 8))).isInstanceOf(Begun.Mismatch.class);
        IdempotentRequest other =
                new IdempotentRequest("refund", "r1", request("r1", 1).fingerprint());
        assertThat(idempotency.begin(updates, TAG, other)).isInstanceOf(Begun.Started.class);
    }

    @Test
    void anOutcomeWithoutAnEffectIsRememberedToo() {
        assertThat(deposit("r1", 0).outcome().toUtf8()).isEqualTo("nothing");
        assertThat(deposit("r1", 0).replayed()).isTrue();
        assertThatThrownBy(() -> deposit("r2", -5)).isInstanceOf(Accounts.NotEnough.class);
        deposit("r3", 10);
        assertThat(deposit("r2", -5).replayed())
                .as("a refusal by exception is decided anew")
                .isFalse();
    }

    @Test
    void whileTheFirstAttemptIsRunningOthersAreToldWhenToRetry() {
        Attempt first = started("r1");
        time.pass(Duration.ofSeconds(10));
        assertThat(begin("r1")).isEqualTo(new Begun.InProgress(Duration.ofSeconds(20)));
        assertThatThrownBy(() -> accounts.execute(
                        Accounts.ID, 7L, CommandOptions.DEFAULT.guard(idempotency.once(request("r1", 7)))))
                .isInstanceOfSatisfying(
                        RequestInProgress.class, e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(20)));
        assertThat(complete(first, "done")).isEqualTo(Bytes.ofUtf8("done"));
        assertThat(begin("r1")).isEqualTo(new Begun.Replay(Bytes.ofUtf8("done")));
    }

    @Test
    void aCrashedAttemptIsTakenOverAndItsLateCompletionIsRefused() {
        Attempt first = started("r1");
        time.pass(Duration.ofSeconds(30));
        Attempt second = started("r1");
        assertThat(second.takenOver()).isTrue();
        assertThat(second.token()).isGreaterThan(first.token());
        assertThatThrownBy(() -> complete(first, "late")).isInstanceOf(AttemptSuperseded.class);
        assertThatThrownBy(() ->
                        accounts.execute(Accounts.ID, 7L, CommandOptions.DEFAULT.guard(idempotency.completion(first))))
                .isInstanceOf(AttemptSuperseded.class);
        assertThat(balance()).isZero();
        complete(second, "done");
        assertThat(complete(second, "again")).as("told again").isEqualTo(Bytes.ofUtf8("done"));
        assertThatThrownBy(() -> complete(first, "late")).isInstanceOf(AttemptSuperseded.class);
        assertThat(begin("r1")).isEqualTo(new Begun.Replay(Bytes.ofUtf8("done")));
    }

    @Test
    void effectAndCompletionAreOneWrite() {
        Attempt attempt = started("r1");
        long version = store.version(TAG);
        accounts.execute(Accounts.ID, 7L, CommandOptions.DEFAULT.guard(idempotency.completion(attempt)));
        assertThat(store.version(TAG)).isEqualTo(version + 1);
        Execution<Int64Value> again =
                accounts.execute(Accounts.ID, 7L, CommandOptions.DEFAULT.guard(idempotency.completion(attempt)));
        assertThat(again.replayed()).isTrue();
        assertThat(balance()).isEqualTo(7);
    }

    @Test
    void anAttemptThatChangedNothingIsGivenUp() {
        Attempt first = started("r1");
        idempotency.release(updates, TAG, first);
        Attempt second = started("r1");
        assertThat(second.takenOver()).isFalse();
        assertThat(second.token()).isGreaterThan(first.token());
        idempotency.release(updates, TAG, first);
        complete(second, "done");
        idempotency.release(updates, TAG, second);
        assertThat(begin("r1")).isInstanceOf(Begun.Replay.class);
    }

    @Test
    void aClockThatJumpsForgetsNothingAndRunsNothingTwice() {
        deposit("r1", 100);
        time.jump(Duration.ofDays(30));
        deposit("r2", 1);
        assertThat(deposit("r1", 100).replayed()).isTrue();
        time.jump(Duration.ofDays(-60));
        deposit("r3", 1);
        assertThat(deposit("r1", 100).replayed()).isTrue();
        assertThat(balance()).isEqualTo(102);
    }

    /** Whatever a wall clock says, and however often: the cluster's time says that the record is young. */
    @Test
    void aSecondJumpForgetsNothingEither() {
        deposit("r1", 100);
        time.pass(Duration.ofHours(2));
        deposit("r2", 1);
        time.jump(Duration.ofDays(3));
        deposit("a0", 1);
        time.jump(Duration.ofHours(2));
        deposit("a1", 1);
        assertThat(deposit("r2", 1).replayed()).isTrue();
        assertThat(deposit("r1", 100).replayed()).isTrue();
        assertThat(balance()).isEqualTo(103);
    }

    /** It wrote while its clock was a year behind, and then the clock was set. */
    @Test
    void aRecordOfAClockThatWasBehindIsKeptAsLongAsAnyOther() {
        time.jump(Duration.ofDays(-365));
        deposit("r1", 100);
        time.jump(Duration.ofDays(365));
        deposit("r2", 1);
        time.pass(Duration.ofHours(2));
        deposit("r3", 1);
        assertThat(deposit("r1", 100).replayed()).isTrue();
        assertThat(balance()).isEqualTo(102);
    }

    @Test
    void noRequestIsRefusedForWhatHasExpired() {
        Idempotency small = new Idempotency(options.maxRecords(40));
        for (int i = 0; i < 40; i++) {
            IdempotentRequest old = request(String.format(Locale.ROOT, "b%02d", i), 1);
            accounts.execute(Accounts.ID, 1L, CommandOptions.DEFAULT.guard(small.once(old)));
        }
        time.pass(Duration.ofDays(3));
        accounts.execute(Accounts.ID, 1L, CommandOptions.DEFAULT);
        time.pass(Duration.ofHours(2));
        IdempotentRequest last = request("z", 1);
        assertThat(accounts.execute(Accounts.ID, 1L, CommandOptions.DEFAULT.guard(small.once(last)))
                        .replayed())
                .isFalse();
    }

    /** The wall clock says that the attempt has a year left. */
    @Test
    void aClockThatWentBackDoesNotLetAnAttemptRunForEver() {
        Attempt first = started("r1");
        time.jump(Duration.ofDays(-365));
        assertThat(((Begun.InProgress) begin("r1")).retryAfter()).isLessThanOrEqualTo(options.attemptFor());
        time.pass(Duration.ofSeconds(29));
        assertThat(begin("r1")).isInstanceOf(Begun.InProgress.class);
        time.pass(Duration.ofSeconds(1));
        assertThat(started("r1").takenOver()).isTrue();
        assertThatThrownBy(() -> complete(first, "late")).isInstanceOf(AttemptSuperseded.class);
    }

    @Test
    void recordsExpireAndAreRemovedByLaterWrites() {
        for (int i = 0; i < 100; i++) {
            deposit("old-" + i, 1);
        }
        time.pass(Duration.ofMinutes(47 * 60 + 50));
        deposit("early", 1);
        assertThat(records()).isEqualTo(101);
        time.pass(Duration.ofHours(2));
        deposit("new-0", 1);
        assertThat(records()).as("bounded per write").isEqualTo(101 + 1 - 32);
        for (int i = 1; i < 9; i++) {
            deposit("new-" + i, 1);
        }
        assertThat(records()).as("those that have not expired").isEqualTo(10);
        assertThat(deposit("early", 1).replayed()).isTrue();
    }

    private int records() {
        return store.peek(TAG).startingWith("idem-").size();
    }

    @Test
    void whenFullNewRequestsAreRefusedAndOldOnesReplayed() {
        Idempotency few = new Idempotency(options.maxRecords(2));
        for (String id : new String[] {"r1", "r2"}) {
            few.begin(updates, TAG, request(id, 7));
        }
        assertThatThrownBy(() -> few.begin(updates, TAG, request("r3", 7)))
                .isInstanceOf(TagFull.class)
                .hasMessageContaining("have not expired");
        assertThat(few.begin(updates, TAG, request("r1", 7))).isInstanceOf(Begun.InProgress.class);
        time.pass(Duration.ofHours(49));
        updates.update(TAG, view -> Step.write(new TagWrite().put("x", Bytes.EMPTY), true));
        time.pass(Duration.ofHours(1));
        assertThat(few.begin(updates, TAG, request("r3", 7))).isInstanceOf(Begun.Started.class);
    }

    @Test
    void idsDeriveFromTheRequestAndFromNothingElse() {
        assertThat(DerivedIds.of("orders", "r1", "payment"))
                .isEqualTo(DerivedIds.of("orders", "r1", "payment"))
                .matches("[0-9a-f]{32}")
                .isNotEqualTo(DerivedIds.of("orders", "r1", "shipment"))
                .isNotEqualTo(DerivedIds.of("orders", "r", "1payment"));
        assertThat(Fingerprint.of(Bytes.ofUtf8("ab"), Bytes.ofUtf8("c")))
                .isNotEqualTo(Fingerprint.of(Bytes.ofUtf8("a"), Bytes.ofUtf8("bc")));
        assertThatThrownBy(() -> new IdempotentRequest("deposit", "with blank", Bytes.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
