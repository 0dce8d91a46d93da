package io.kvorum.client.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.client.lease.DistributedSemaphore.Permit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecipesTest {
    private static final Duration TEN = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final ScriptedStore store = new ScriptedStore();
    private final Leases here = leases(1);
    private final Leases there = leases(2);

    private Leases leases(long seed) {
        return new Leases(
                store, LeaseOptions.DEFAULT.holder("h" + seed).time(time).random(new Random(seed)));
    }

    @Test
    void aLockIsHeldByOneUntilItIsUnlocked() throws InterruptedException {
        DistributedLock mine = new DistributedLock(here, "{x}lock", TEN);
        DistributedLock theirs = new DistributedLock(there, "{x}lock", TEN);
        Lease held = mine.lock();
        assertThat(theirs.tryLock(Duration.ofMinutes(5))).isEmpty();
        assertThat(held.isHeld()).isTrue();
        assertThat(mine.unlock(held)).isTrue();
        Lease next = theirs.tryLock(Duration.ZERO).orElseThrow();
        assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
        assertThat(mine.unlock(held)).isFalse();
    }

    @Test
    void theLockOfAPausedHolderIsTakenWithAGreaterTokenAndItsOwnIsRefused() throws InterruptedException {
        FencingGuard guard = new FencingGuard(HighestTokens.inMemory());
        Lease paused = new DistributedLock(here, "{x}lock", TEN).lock();
        guard.check("printer", paused.fencingToken());
        paused.stopKeepAlive();
        Lease next = new DistributedLock(there, "{x}lock", TEN).lock();
        guard.check("printer", next.fencingToken());
        assertThatThrownBy(() -> guard.check("printer", paused.fencingToken())).isInstanceOf(StaleTokenException.class);
    }

    @Test
    void aSemaphoreHasSoManyPermitsAndNoMore() throws InterruptedException {
        DistributedSemaphore semaphore = new DistributedSemaphore(here, "workers", 3, TEN);
        DistributedSemaphore other = new DistributedSemaphore(there, "workers", 3, TEN);
        List<Permit> held = new ArrayList<>();
        held.add(semaphore.acquire());
        held.add(other.acquire());
        held.add(semaphore.acquire());
        assertThat(held).extracting(Permit::slot).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(held).extracting(Permit::fencingToken).doesNotHaveDuplicates();
        assertThat(other.tryAcquire(Duration.ofMinutes(1))).isEmpty();
        held.get(1).close();
        Permit again = semaphore.tryAcquire(Duration.ZERO).orElseThrow();
        assertThat(again.slot()).isEqualTo(held.get(1).slot());
        assertThat(again.fencingToken()).isGreaterThan(held.get(1).fencingToken());
    }

    @Test
    void aSemaphoreHasBounds() {
        assertThatThrownBy(() -> new DistributedSemaphore(here, "w", 0, TEN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DistributedSemaphore(here, "{w}", 1, TEN))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
