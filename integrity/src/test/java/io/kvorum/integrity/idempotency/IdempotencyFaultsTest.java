package io.kvorum.integrity.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Int64Value;
import io.kvorum.client.KvorumException;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.Accounts;
import io.kvorum.integrity.aggregate.Aggregate;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.fake.Explorer;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.Fault;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.tag.Step;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import io.kvorum.integrity.tag.TagWrite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client retries a request until it is told the outcome, and servers die: the effect is there once, and so is its record. */
class IdempotencyFaultsTest {
    private static final String TAG = Accounts.ID.tag();

    /** A server, as one process has it. */
    private record Server(
            FakeTagStore store, TagUpdates updates, Aggregates<Int64Value, Long> accounts, Idempotency idempotency) {}

    /** How a server handles a request. */
    private interface Way {
        Bytes handle(Server server, int attempt);
    }

    private static IdempotentRequest request(String id) {
        return new IdempotentRequest("deposit", id, Fingerprint.of(Bytes.ofUtf8("100")));
    }

    private static final class Retrying implements Explorer.World {
        private final ManualTime time = new ManualTime();
        private final FakeTagStore store;
        private final Way way;
        private final List<Bytes> told = new ArrayList<>();
        private int attempt;

        Retrying(Faults faults, Way way) {
            this.store = new FakeTagStore("accounts", faults);
            this.way = way;
            // Another client's request, at the wrong moment; by a server that nothing happens to.
            store.rival = () -> time.pass(Duration.ofSeconds(31));
        }

        private Server server() {
            TagUpdates updates = new TagUpdates(store, TagOptions.DEFAULT.time(time));
            return new Server(
                    store, updates, Accounts.of(store, time), new Idempotency(IdempotencyOptions.DEFAULT.time(time)));
        }

        @Override
        public void run() {
            told.add(way.handle(server(), ++attempt));
            // The answer is lost, and it is asked again; by another server.
            told.add(way.handle(server(), ++attempt));
        }

        @Override
        public void recover() {
            for (int i = 0; i < 3; i++) {
                try {
                    told.add(way.handle(server(), ++attempt));
                    return;
                } catch (RequestInProgress e) {
                    time.pass(e.retryAfter());
                }
            }
            throw new AssertionError("never told");
        }

        @Override
        public void check() {
            Aggregate<Int64Value> account = Accounts.of(store, time).read(Accounts.ID);
            assertThat(account.state().getValue()).as("deposited").isEqualTo(100);
            assertThat(account.lastEvent()).as("events").isEqualTo(1);
            assertThat(told).isNotEmpty().containsOnly(Bytes.ofUtf8("balance 100"));
        }
    }

    private static final EnumSet<Fault> SECOND = EnumSet.of(
            Fault.CRASH_BEFORE,
            Fault.CRASH_AFTER,
            Fault.ANSWER_LOST,
            Fault.LATE_NAMELESS,
            Fault.UNAVAILABLE,
            Fault.RIVAL);

    private static int explore(Way way) {
        return Explorer.everyPair(faults -> new Retrying(faults, way), EnumSet.allOf(Fault.class), SECOND);
    }

    private static Bytes once(Server server, String id) {
        return server.accounts()
                .execute(
                        Accounts.ID,
                        100L,
                        CommandOptions.DEFAULT.guard(server.idempotency().once(request(id))))
                .outcome();
    }

    @Test
    void aRequestOfOneWriteTakesEffectOnceWhateverHappens() {
        assertThat(explore((server, attempt) -> once(server, "r1"))).isGreaterThan(100);
    }

    @Test
    void aRequestThatIsBegunAndCompletedTakesEffectOnceWhateverHappens() {
        assertThat(explore(IdempotencyFaultsTest::beginAndComplete)).isGreaterThan(200);
    }

    private static Bytes beginAndComplete(Server server, int attempt) {
        Begun begun = server.idempotency().begin(server.updates(), TAG, request("r1"));
        return switch (begun) {
            case Begun.Replay replay -> replay.outcome();
            case Begun.Started started ->
                server.accounts()
                        .execute(
                                Accounts.ID,
                                100L,
                                CommandOptions.DEFAULT.guard(
                                        server.idempotency().completion(started.attempt())))
                        .outcome();
            case Begun.InProgress running -> throw new RequestInProgress(request("r1"), running.retryAfter());
            case Begun.Mismatch mismatch -> throw new IdempotencyMismatch(request("r1"));
        };
    }

    private static void isCaught(Way mistaken) {
        assertThatThrownBy(() -> explore(mistaken)).isInstanceOf(AssertionError.class);
    }

    /** The mistake: each retry has an id of its own. */
    @Test
    void whoRetriesWithANewIdIsCaught() {
        isCaught((server, attempt) -> once(server, "r" + attempt));
    }

    /** The mistake: the record is written after the effect. */
    @Test
    void whoWritesTheRecordAfterTheEffectIsCaught() {
        isCaught((server, attempt) -> {
            Begun begun = server.idempotency().begin(server.updates(), TAG, request("r1"));
            if (begun instanceof Begun.Replay replay) {
                return replay.outcome();
            }
            if (!(begun instanceof Begun.Started started)) {
                throw new RequestInProgress(request("r1"), Duration.ofSeconds(30));
            }
            Bytes outcome = server.accounts()
                    .execute(Accounts.ID, 100L, CommandOptions.DEFAULT)
                    .outcome();
            return server.updates()
                    .update(
                            TAG,
                            view -> server.idempotency().complete(started.attempt(), view, new TagWrite(), outcome));
        });
    }

    /** The mistake: the record is written before the effect. */
    @Test
    void whoWritesTheRecordBeforeTheEffectIsCaught() {
        isCaught((server, attempt) -> {
            boolean first = server.updates().update(TAG, view -> {
                var guard = server.idempotency().once(request("r1"));
                if (guard.before(view).isPresent()) {
                    return Step.done(false);
                }
                TagWrite write = new TagWrite();
                guard.addTo(write, view, Bytes.ofUtf8("balance 100"));
                return Step.write(write, true);
            });
            if (first) {
                server.accounts().execute(Accounts.ID, 100L, CommandOptions.DEFAULT);
            }
            return Bytes.ofUtf8("balance 100");
        });
    }

    /** The mistake: an attempt that was taken over completes all the same. */
    @Test
    void whoCompletesWithoutLookingAtTheTokenIsCaught() {
        isCaught((server, attempt) -> {
            Begun begun = server.idempotency().begin(server.updates(), TAG, request("r1"));
            if (begun instanceof Begun.Replay replay) {
                return replay.outcome();
            }
            if (!(begun instanceof Begun.Started)) {
                throw new RequestInProgress(request("r1"), Duration.ofSeconds(30));
            }
            if (attempt == 1) {
                // Paused: meanwhile the client comes back, and another server takes over.
                try {
                    server.store().rival.run();
                    beginAndComplete(server, attempt);
                } catch (KvorumException e) {
                    // It has its own troubles.
                }
            }
            return server.accounts()
                    .execute(Accounts.ID, 100L, CommandOptions.DEFAULT)
                    .outcome();
        });
    }

    /** And the same pause with the token looked at. */
    @Test
    void aPausedAttemptThatLooksAtItsTokenDoesNothing() {
        int played = explore((server, attempt) -> {
            Begun begun = server.idempotency().begin(server.updates(), TAG, request("r1"));
            if (begun instanceof Begun.Replay replay) {
                return replay.outcome();
            }
            if (!(begun instanceof Begun.Started started)) {
                throw new RequestInProgress(request("r1"), Duration.ofSeconds(30));
            }
            if (attempt == 1) {
                server.store().rival.run();
                beginAndComplete(server, attempt);
            }
            try {
                return server.accounts()
                        .execute(
                                Accounts.ID,
                                100L,
                                CommandOptions.DEFAULT.guard(
                                        server.idempotency().completion(started.attempt())))
                        .outcome();
            } catch (AttemptSuperseded e) {
                return beginAndComplete(server, attempt);
            }
        });
        assertThat(played).isGreaterThan(200);
    }
}
