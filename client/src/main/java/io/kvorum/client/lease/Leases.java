package io.kvorum.client.lease;

import io.kvorum.client.KvorumClient;
import io.kvorum.client.KvorumException;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.Updated;
import io.kvorum.crdt.codec.Bytes;
import java.time.Duration;
import java.util.Optional;

/**
 * The leases of a strong bucket. Every method waits for answers, and fails with a {@link KvorumException}. Safe for use by many threads.
 *
 * <p>There is no queue: whoever looks first after a lease is free gets it. Contenders look at intervals with jitter; one that is unlucky
 * may wait for long. A lease is not reentrant: a second grant in the same process waits like any other.
 */
public final class Leases {
    private static final int ATTEMPTS = 5;

    private final LeaseStore store;
    private final LeaseOptions options;
    private final LeaseTime time;
    private final StandstillWatch watch;

    public Leases(LeaseStore store, LeaseOptions options) {
        this.store = store;
        this.options = options;
        this.time = options.time();
        this.watch = new StandstillWatch(options.rateMargin());
    }

    /** @param bucket the name of a strong bucket */
    public static Leases of(KvorumClient client, String bucket) {
        return of(client, bucket, LeaseOptions.DEFAULT);
    }

    public static Leases of(KvorumClient client, String bucket, LeaseOptions options) {
        return new Leases(new StrongLeaseStore(client.strong(bucket)), options);
    }

    LeaseOptions options() {
        return options;
    }

    /** What the key holds: a lease that is held, or one that is over and that nobody has taken yet. */
    public Optional<StoredLease> inspect(Bytes key) {
        return store.read(key);
    }

    /**
     * Takes a lease that is free, or that has stood still for its duration and the margin since this object saw it first. Called again and
     * again it so gets a lease whose holder is gone. It is not kept alive by itself: see {@link Lease#keepAlive}.
     *
     * @param duration from {@link LeaseRecord#SHORTEST} to {@link LeaseRecord#LONGEST}
     * @return empty if it is held by another one, as far as can be known
     * @throws OutcomeUnknown if it may be granted, now or later, to nobody: it is over after its duration
     */
    public Optional<Lease> tryGrant(Bytes key, Duration duration) {
        Optional<StoredLease> found = store.read(key);
        // After the answer: from a moment before, a write in between would be counted too early.
        long now = time.nanos();
        if (found.isPresent() && watch.nanosLeft(key, found.get(), now) > 0) {
            return Optional.empty();
        }
        return grantAt(key, found.map(StoredLease::version).orElse(LeaseChange.ABSENT), duration);
    }

    /**
     * As {@link #tryGrant}, again and again until it is granted.
     *
     * @param patience for how long to go on; zero or less: one look
     * @return empty if it was held by others all the time
     */
    public Optional<Lease> grant(Bytes key, Duration duration, Duration patience) throws InterruptedException {
        return Polling.until(options, patience, () -> tryGrant(key, duration));
    }

    private Optional<Lease> grantAt(Bytes key, long expectedVersion, Duration duration) {
        LeaseRecord record = new LeaseRecord(options.holder(), options.random().nextLong(), duration, 0, 0);
        LeaseChange change = new LeaseChange(expectedVersion, Optional.of(record));
        long sentAt = time.nanos();
        StoredLease stored;
        try {
            stored = new StoredLease(SettledWrites.write(store, key, change, Optional.empty()), record);
        } catch (PreconditionFailed e) {
            return Optional.empty();
        } catch (OutcomeUnknown e) {
            stored = own(key, record, e);
        }
        watch.forget(key);
        Lease lease = new Lease(store, time, key, Terms.sentAt(stored, sentAt));
        if (lease.isHeld()) {
            return Optional.of(lease);
        }
        // The answer took longer than the lease lasts.
        lease.close();
        return Optional.empty();
    }

    private StoredLease own(Bytes key, LeaseRecord record, OutcomeUnknown unknown) {
        try {
            return store.read(key)
                    .filter(found -> found.record().equals(record))
                    .orElseThrow(() -> unknown);
        } catch (OutcomeUnknown e) {
            throw e;
        } catch (KvorumException e) {
            unknown.addSuppressed(e);
            throw unknown;
        }
    }

    /**
     * Renews a lease that was granted to another object or process, and goes on as its holder. The one that was granted it must not go on
     * as well: both would believe to hold it.
     *
     * @return empty if that grant is over
     * @throws OutcomeUnknown if it may have been renewed, now or later
     */
    public Optional<Lease> resume(Bytes key, long fencingToken) {
        for (int i = 1; i <= ATTEMPTS; i++) {
            Optional<StoredLease> found = standing(key, fencingToken);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            LeaseRecord renewed = found.get().record().renewed(fencingToken);
            long sentAt = time.nanos();
            try {
                LeaseChange change = new LeaseChange(found.get().version(), Optional.of(renewed));
                long version = SettledWrites.write(store, key, change, Optional.empty());
                Lease lease = new Lease(store, time, key, Terms.sentAt(new StoredLease(version, renewed), sentAt));
                return lease.isHeld() ? Optional.of(lease) : Optional.empty();
            } catch (PreconditionFailed e) {
                // Renewed by somebody else, or over: the next look tells.
            }
        }
        return Optional.empty();
    }

    /**
     * Ends a grant, also one of another process. Its holder may not know for a while: only the token protects.
     *
     * @return false if it was over already
     */
    public boolean revoke(Bytes key, long fencingToken) {
        for (int i = 1; i <= ATTEMPTS; i++) {
            Optional<StoredLease> found = standing(key, fencingToken);
            if (found.isEmpty()) {
                return false;
            }
            try {
                LeaseChange change = new LeaseChange(found.get().version(), Optional.empty());
                SettledWrites.write(store, key, change, Optional.empty());
                return true;
            } catch (PreconditionFailed e) {
                // Renewed meanwhile, or over.
            }
        }
        return false;
    }

    /**
     * Makes an update of keys that share the lease's {@code {tag}} if the grant with this token still stands at that moment; whose process
     * it is does not matter. As {@link Lease#attach(ConditionalUpdate)}.
     */
    public Updated attach(Bytes key, long fencingToken, ConditionalUpdate update) {
        return Attachment.make(store, key, fencingToken, Optional.empty(), update);
    }

    private Optional<StoredLease> standing(Bytes key, long fencingToken) {
        return store.read(key).filter(stored -> stored.fencingToken() == fencingToken);
    }
}
