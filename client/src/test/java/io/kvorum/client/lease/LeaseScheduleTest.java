package io.kvorum.client.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.client.KvorumException;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Random schedules of holders and contenders over a lossy store, with clocks of different rates. */
class LeaseScheduleTest {
    private static final double MARGIN = 0.1;
    private static final int SEEDS = 100;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Duration TEN = Duration.ofSeconds(10);

    private long grants;
    private long takeovers;
    private long refusals;
    private long unknown;
    private long settled;
    /** Of leases; pauses are in proportion to it. */
    private Duration duration = TEN;

    private boolean takesOverByItsClock;

    /** The mistake of a contender that goes by its own clock alone: whatever the key holds by then is written over. */
    private record Unconditional(LeaseStore store) implements LeaseStore {
        @Override
        public String bucket() {
            return store.bucket();
        }

        @Override
        public Optional<StoredLease> read(Bytes key) {
            return store.read(key);
        }

        @Override
        public long write(Bytes key, LeaseChange change, Optional<WriteId> retryOf) {
            long present = store.read(key).map(StoredLease::version).orElse(LeaseChange.ABSENT);
            return store.write(key, new LeaseChange(present, change.record()), retryOf);
        }
    }

    /** One process after another at the same place: each has forgotten what the one before held. */
    private final class Worker {
        private final Stage stage;
        private final FakeRegister register;
        private final List<Bytes> keys;
        private final FencingGuard guard;
        private Optional<Lease> lease = Optional.empty();
        private Optional<StageStore> store = Optional.empty();

        private Worker(Stage stage, FakeRegister register, List<Bytes> keys, FencingGuard guard) {
            this.stage = stage;
            this.register = register;
            this.keys = keys;
            this.guard = guard;
        }

        boolean believes() {
            return lease.filter(Lease::stands).isPresent();
        }

        void run(Stage.Actor actor) {
            Leases leases = leases(actor);
            while (true) {
                try {
                    if (lease.isEmpty()) {
                        lease = leases.tryGrant(keys.get(stage.random.nextInt(keys.size())), duration);
                        grants += lease.isPresent() ? 1 : 0;
                        actor.pause(stage.random.nextLong(duration.toNanos() * 3 / 10));
                    } else {
                        hold(actor, lease.get());
                    }
                } catch (KvorumException e) {
                    unknown++;
                    actor.pause(stage.random.nextLong(duration.toNanos() / 10));
                }
                if (stage.random.nextInt(40) == 0) {
                    // It crashes: what it had sent may still come.
                    lease = Optional.empty();
                    leases = leases(actor);
                }
            }
        }

        private Leases leases(Stage.Actor actor) {
            LeaseOptions options = LeaseOptions.DEFAULT
                    .holder("p")
                    .rateMargin(MARGIN)
                    .time(actor)
                    .random(new Random(stage.random.nextLong()));
            store = Optional.of(new StageStore(stage, actor, register));
            return new Leases(takesOverByItsClock ? new Unconditional(store.get()) : store.get(), options);
        }

        private void hold(Stage.Actor actor, Lease held) {
            use(held);
            switch (stage.random.nextInt(8)) {
                case 0 -> held.revoke();
                case 1 -> actor.pause(stage.random.nextLong(3 * duration.toNanos()));
                case 2 -> actor.pause(stage.random.nextLong(duration.toNanos() / 2));
                default -> renew(actor, held);
            }
            use(held);
            if (!held.isHeld()) {
                lease = Optional.empty();
            }
        }

        private void renew(Stage.Actor actor, Lease held) {
            if (isLong()) {
                actor.pause(stage.random.nextLong(duration.toNanos() / 3));
            }
            long before = store.orElseThrow().forgotten;
            if (held.renew() && store.orElseThrow().forgotten > before) {
                settled++;
            }
        }

        /** As one does that does not look whether it still holds it. */
        private void use(Lease held) {
            boolean stands = held.stands();
            try {
                guard.check(held.key().toUtf8(), held.fencingToken());
            } catch (StaleTokenException e) {
                refusals++;
                assertThat(stands).as("refused though it is held").isFalse();
            }
        }
    }

    /** @return the most that believed to hold the key, or one of the keys, at one instant */
    private long play(long seed, int processes, List<Bytes> keys, double fastest) {
        long[] most = new long[1];
        try (Stage stage = new Stage(seed)) {
            FakeRegister register = new FakeRegister(() -> 1_000 + stage.now() / 1_000_000);
            FencingGuard guard = new FencingGuard(HighestTokens.inMemory());
            List<Worker> all = new ArrayList<>();
            for (int i = 0; i < processes; i++) {
                Worker process = new Worker(stage, register, keys, guard);
                all.add(process);
                // The slowest and the fastest first: between them the margin is used up.
                double rate = i == 0 ? 1 : i == 1 ? fastest : 1 + (fastest - 1) * stage.random.nextDouble();
                stage.actor(rate, process::run);
            }
            if (isLong()) {
                stage.actor(1, bystander -> keepTouching(bystander, stage, register));
            }
            stage.play((isLong() ? 20 : 60) * duration.toNanos(), () -> {
                long believing = all.stream().filter(Worker::believes).count();
                most[0] = Math.max(most[0], believing);
            });
            takeovers += register.takeovers();
        }
        return most[0];
    }

    private boolean isLong() {
        return duration.compareTo(TEN) > 0;
    }

    /** Other keys of the tag are updated, so that the register has cause to forget. */
    private static void keepTouching(Stage.Actor actor, Stage stage, FakeRegister register) {
        while (true) {
            actor.pause(stage.random.nextLong(120 * SECOND));
            register.touch();
        }
    }

    @Test
    void thereAreNeverTwoHoldersByTheirOwnClocksWhileRatesAreWithinTheMargin() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertThat(play(seed, 4, List.of(Bytes.ofUtf8("{job}lease")), 1 + MARGIN))
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(1);
        }
        assertThat(grants).as("grants").isGreaterThan(SEEDS);
        assertThat(takeovers).as("grants after others").isGreaterThan(SEEDS);
        assertThat(refusals).as("stale tokens refused").isPositive();
        assertThat(unknown).as("failures").isGreaterThan(SEEDS);
    }

    /** Leases that outlast what registers remember: a renewal whose name was forgotten is found out about, and the next one is made. */
    @Test
    void aLongLeaseIsRenewedAgainAfterARenewalWhoseNameWasForgotten() {
        duration = Duration.ofHours(1);
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertThat(play(seed, 4, List.of(Bytes.ofUtf8("{job}lease")), 1 + MARGIN))
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(1);
        }
        assertThat(settled).as("renewed after their name was forgotten").isGreaterThan(SEEDS / 10);
    }

    @Test
    void aSemaphoreNeverHasMoreHoldersThanPermits() {
        List<Bytes> slots = List.of(Bytes.ofUtf8("{s}permit-0"), Bytes.ofUtf8("{s}permit-1"));
        boolean used = false;
        for (long seed = 1; seed <= SEEDS / 3; seed++) {
            long most = play(seed, 5, slots, 1 + MARGIN);
            assertThat(most).as("seed %d", seed).isLessThanOrEqualTo(2);
            used |= most == 2;
        }
        assertThat(used).as("both were held at one time").isTrue();
    }

    /** That the schedules find it if the margin does not hold: else they would prove nothing. */
    @Test
    void clocksBeyondTheMarginAreFoundToBreakIt() {
        assertThatThrownBy(() -> {
                    for (long seed = 1; seed <= SEEDS; seed++) {
                        assertThat(play(seed, 4, List.of(Bytes.ofUtf8("{job}lease")), 1.5))
                                .isLessThanOrEqualTo(1);
                    }
                })
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void aTakeoverByTheLocalClockAloneIsFoundToBreakIt() {
        takesOverByItsClock = true;
        assertThatThrownBy(() -> {
                    for (long seed = 1; seed <= SEEDS; seed++) {
                        assertThat(play(seed, 4, List.of(Bytes.ofUtf8("{job}lease")), 1 + MARGIN))
                                .isLessThanOrEqualTo(1);
                    }
                })
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void aSeedGivesOneSchedule() {
        play(17, 4, List.of(Bytes.ofUtf8("{job}lease")), 1 + MARGIN);
        long first = grants * 1_000_000 + refusals * 1_000 + unknown;
        grants = refusals = unknown = 0;
        play(17, 4, List.of(Bytes.ofUtf8("{job}lease")), 1 + MARGIN);
        assertThat(grants * 1_000_000 + refusals * 1_000 + unknown).isEqualTo(first);
    }
}
