package io.kvorum.client.lease;

import io.kvorum.client.KvorumException;
import io.kvorum.crdt.codec.Bytes;
import java.time.Duration;
import java.util.Optional;

/**
 * A lock of which at most one process believes at a time that it holds it, as far as {@link Leases} promise, and whose
 * {@linkplain Lease#fencingToken token} lets what it protects refuse a holder that is late. Not reentrant, not fair. Safe for
 * use by many threads.
 */
public final class DistributedLock {
    private final Leases leases;
    private final Bytes key;
    private final Duration duration;

    /**
     * @param key of the lease; {@code {tag}...} to {@link Lease#attach} updates of that tag
     * @param duration after which others may take it if its holder is gone
     */
    public DistributedLock(Leases leases, String key, Duration duration) {
        this.leases = leases;
        this.key = Bytes.ofUtf8(key);
        this.duration = duration;
    }

    /**
     * Waits until it is free, and keeps it alive until it is unlocked.
     *
     * @throws KvorumException if the cluster did not answer in time; nothing is held then
     */
    public Lease lock() throws InterruptedException {
        return tryLock(Polling.FOREVER).orElseThrow();
    }

    /** As {@link #lock}; empty if it was held by others for so long. Zero: one look. */
    public Optional<Lease> tryLock(Duration patience) throws InterruptedException {
        return leases.grant(key, duration, patience).map(Lease::keepAlive);
    }

    /**
     * Gives it back; the same as {@link Lease#revoke}.
     *
     * @return false if it was lost before
     */
    public boolean unlock(Lease held) {
        return held.revoke();
    }
}
