package io.kvorum.integrity.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EscrowBalancerTest {
    private static final String KEY = "spring";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FakeTagStore euStore = new FakeTagStore("vouchers-eu", new Faults());
    private final FakeTagStore usStore = new FakeTagStore("vouchers-us", new Faults());
    private final AtomicBoolean usIsAway = new AtomicBoolean();
    private final Escrow eu = escrow("eu");
    private final Escrow us = escrow("us");

    private Escrow escrow(String home) {
        return new Escrow(
                home,
                Map.of(
                        "eu", new TagUpdates(euStore, TagOptions.DEFAULT),
                        "us", new TagUpdates(new CutTagStore(usStore, usIsAway::get, () -> false), TagOptions.DEFAULT)),
                EscrowOptions.DEFAULT);
    }

    @Test
    void rightsFollowWhoSpends() {
        Balancing balancing = new Balancing(eu, BalancePolicy.DEFAULT);
        eu.allocate(KEY, "eu", 1_000);
        assertThat(balancing.balance(KEY)).containsExactly(new Transfer("eu", "us", 1, 500, true));
        assertThat(balancing.balance(KEY)).isEmpty();
        us.spend(KEY, 400);
        assertThat(balancing.balance(KEY)).containsExactly(new Transfer("eu", "us", 2, 440, true));
        for (int i = 0; i < 4; i++) {
            eu.spend(KEY, 10);
            List<Transfer> unused = balancing.balance(KEY);
        }
        assertThat(balancing.balance(KEY)).isEmpty();
        EscrowView.Total total = eu.read(KEY).total().orElseThrow();
        assertThat(total).isEqualTo(new EscrowView.Total(1_000, 560, 440, 0));
    }

    @Test
    void whatCannotBeReachedIsPassedAndTakesNoPart() {
        Balancing balancing = new Balancing(eu, BalancePolicy.DEFAULT);
        eu.allocate(KEY, "eu", 100);
        usIsAway.set(true);
        assertThat(balancing.balance(KEY)).isEmpty();
        assertThat(eu.transfer(KEY, "eu", "us", 10).arrived()).isFalse();
        assertThat(balancing.balance(KEY)).containsExactly(new Transfer("eu", "us", 1, 10, false));
        usIsAway.set(false);
        assertThat(balancing.balance(KEY))
                .containsExactly(new Transfer("eu", "us", 1, 10, true), new Transfer("eu", "us", 2, 40, true));
    }

    @Test
    void theBalancerGoesOnUntilItIsClosedWhateverFails() {
        eu.allocate(KEY, "eu", 100);
        AtomicInteger rounds = new AtomicInteger();
        List<Transfer> moved = new CopyOnWriteArrayList<>();
        EscrowBalancer balancer = new EscrowBalancer(
                new Balancing(eu, BalancePolicy.DEFAULT),
                () -> {
                    if (rounds.incrementAndGet() == 1) {
                        throw new IllegalStateException("not known yet");
                    }
                    return List.of("no key", KEY);
                },
                Duration.ofMillis(1),
                transfers -> {
                    moved.addAll(transfers);
                    throw new IllegalStateException("a listener that fails");
                });
        try (balancer) {
            await().atMost(PATIENCE).until(() -> rounds.get() > 3);
        }
        int then = rounds.get();
        assertThat(moved).containsExactly(new Transfer("eu", "us", 1, 50, true));
        assertThat(us.spend(KEY, 50).left()).isZero();
        assertThat(rounds).as("after it was closed").hasValue(then);
        assertThatThrownBy(() -> new EscrowBalancer(
                        new Balancing(eu, BalancePolicy.DEFAULT), List::of, Duration.ZERO, transfers -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
