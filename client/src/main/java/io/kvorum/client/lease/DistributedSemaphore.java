package io.kvorum.client.lease;

import io.kvorum.crdt.codec.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * So many permits at a time, each a lease of its own: keys {@code {name}permit-0} and so on, in one register. Not fair. All who use it must
 * name the same number of permits; to lower it, wait until permits with higher numbers are given back. A look at a semaphore whose permits are
 * all held costs a read for each. Safe for use by many threads.
 */
public final class DistributedSemaphore {
    /** Keys of one tag are one register, which each renewal rewrites. */
    public static final int MOST_PERMITS = 100;

    private final Leases leases;
    private final String name;
    private final int permits;
    private final Duration duration;

    /**
     * @param slot from 0; what is guarded by tokens is guarded per slot, as {@code name/slot}
     * @param lease kept alive until it is closed
     */
    public record Permit(int slot, Lease lease) implements AutoCloseable {
        public long fencingToken() {
            return lease.fencingToken();
        }

        /** Gives it back. */
        @Override
        public void close() {
            lease.close();
        }
    }

    /**
     * @param name without braces
     * @param permits from 1 to {@value #MOST_PERMITS}
     * @param duration after which others may take a permit whose holder is gone
     */
    public DistributedSemaphore(Leases leases, String name, int permits, Duration duration) {
        if (permits < 1 || permits > MOST_PERMITS) {
            throw new IllegalArgumentException("a semaphore has 1 to " + MOST_PERMITS + " permits, not " + permits);
        }
        if (name.isEmpty() || name.contains("{") || name.contains("}")) {
            throw new IllegalArgumentException("the name of a semaphore is not empty, and has no braces");
        }
        this.leases = leases;
        this.name = name;
        this.permits = permits;
        this.duration = duration;
    }

    /** Waits for a permit. */
    public Permit acquire() throws InterruptedException {
        return tryAcquire(Polling.FOREVER).orElseThrow();
    }

    /** Empty if all were held by others for so long. Zero: one look. */
    public Optional<Permit> tryAcquire(Duration patience) throws InterruptedException {
        return Polling.until(leases.options(), patience, this::look).map(permit -> {
            permit.lease().keepAlive();
            return permit;
        });
    }

    private Optional<Permit> look() {
        List<Integer> slots = new ArrayList<>();
        for (int slot = 0; slot < permits; slot++) {
            slots.add(slot);
        }
        // Else all contenders would be after the same one.
        Collections.shuffle(slots, Random.from(leases.options().random()));
        for (int slot : slots) {
            Optional<Lease> lease = leases.tryGrant(Bytes.ofUtf8("{" + name + "}permit-" + slot), duration);
            if (lease.isPresent()) {
                return Optional.of(new Permit(slot, lease.get()));
            }
        }
        return Optional.empty();
    }
}
