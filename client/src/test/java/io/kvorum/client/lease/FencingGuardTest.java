package io.kvorum.client.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FencingGuardTest {
    private final HighestTokens tokens = HighestTokens.inMemory();
    private final FencingGuard guard = new FencingGuard(tokens);

    @Test
    void aStaleTokenIsRefusedAndNothingIsDone() {
        guard.check("disk", 5);
        guard.check("disk", 5);
        guard.check("disk", 9);
        assertThatThrownBy(() -> guard.run("disk", 5, () -> {
                    throw new AssertionError("done by a late holder");
                }))
                .isInstanceOfSatisfying(StaleTokenException.class, stale -> {
                    assertThat(stale.token()).isEqualTo(5);
                    assertThat(stale.highest()).isEqualTo(9);
                });
        guard.check("another", 5);
        assertThatThrownBy(() -> guard.check("disk", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aGuardThatIsStartedAgainRemembersWhatWasStored() {
        guard.check("disk", 9);
        FencingGuard again = new FencingGuard(tokens);
        assertThatThrownBy(() -> again.check("disk", 8)).isInstanceOf(StaleTokenException.class);
    }

    @Test
    void aTokenThatCannotBeStoredLetsNobodyIn() {
        FencingGuard broken = new FencingGuard(new HighestTokens() {
            @Override
            public long load(String resource) {
                return 0;
            }

            @Override
            public void store(String resource, long token) {
                throw new UncheckedIOException(new java.io.IOException("disk full"));
            }
        });
        AtomicInteger done = new AtomicInteger();
        assertThatThrownBy(() -> broken.run("disk", 1, done::incrementAndGet)).isInstanceOf(UncheckedIOException.class);
        assertThat(done).hasValue(0);
    }

    @Test
    void actionsOfManyThreadsNeverGoBack() throws Exception {
        List<Long> done = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        AtomicInteger refused = new AtomicInteger();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                long token = 1 + (i * 7919L) % 500;
                running.add(threads.submit(() -> {
                    try {
                        // The list is not thread-safe: the guard is its lock.
                        guard.run("list", token, () -> done.add(token));
                    } catch (StaleTokenException e) {
                        refused.incrementAndGet();
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(done).isSorted();
        assertThat(done.size() + refused.get()).isEqualTo(2_000);
        assertThat(refused.get()).isPositive();
    }
}
