package io.kvorum.client.lease;

import io.kvorum.client.KvorumException;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.StrongBatch;
import io.kvorum.client.StrongBucket;
import io.kvorum.client.Updated;
import io.kvorum.crdt.codec.Bytes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A lease that was granted to this process. Once it is over it stays over: whoever wants it again is granted another one, with a greater
 * token. Safe for use by many threads.
 *
 * <p>{@link #isHeld} is what this process believes. By the time its caller acts on it, it may be wrong: a paused process does not know that it
 * was paused. Whatever must not be done by two holders is done with the {@link #fencingToken}, or by {@link #attach}.
 */
public final class Lease implements AutoCloseable {
    private static final int REVOKE_ATTEMPTS = 3;

    private final LeaseStore store;
    private final LeaseTime time;
    private final Bytes key;
    private final long token;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final KeepAlive keepAlive;

    /** Held while the record is written: one change of it is under way at a time. */
    private final ReentrantLock writing = new ReentrantLock();

    private volatile Terms terms;

    /** Guarded by {@link #writing}. */
    private Optional<Renewal> pending = Optional.empty();

    Lease(LeaseStore store, LeaseTime time, Bytes key, Terms terms) {
        this.store = store;
        this.time = time;
        this.key = key;
        this.token = terms.stored().fencingToken();
        this.terms = terms;
        this.keepAlive = new KeepAlive(this, time);
    }

    public Bytes key() {
        return key;
    }

    /** The version of the grant: greater than that of every earlier holder of this key, and the same as long as this lease is held. */
    public long fencingToken() {
        return token;
    }

    public Duration duration() {
        return terms.stored().record().duration();
    }

    /** What it wrote last, as far as is known. */
    public StoredLease stored() {
        return terms.stored();
    }

    /** Whether the duration since the last grant or renewal was sent is not over, by this process's clock. Does not wait. */
    public boolean isHeld() {
        if (stands()) {
            return true;
        }
        lose();
        return false;
    }

    /** The same, without noting it. */
    boolean stands() {
        return !over.get() && terms.nanosLeft(time.nanos()) > 0;
    }

    /** For how long it is held if it is not renewed; zero if it is not held. */
    public Duration remaining() {
        return isHeld() ? Duration.ofNanos(Math.max(0, terms.nanosLeft(time.nanos()))) : Duration.ZERO;
    }

    /** Completed when the lease is lost, also if nobody asks, while it is kept alive; never after it was revoked. */
    public CompletionStage<Void> whenLost() {
        return lost.minimalCompletionStage();
    }

    /** Renews it from now on, each time a third of the duration is over. */
    public Lease keepAlive() {
        keepAlive.start();
        return this;
    }

    /** Renews it no more; it is over when the duration is. */
    public Lease stopKeepAlive() {
        keepAlive.stop();
        return this;
    }

    /**
     * Renews it once, and waits for that.
     *
     * @return whether it is still held; false: somebody else may hold it, or have held it, now
     * @throws OutcomeUnknown if it may have been renewed: it is held as long as before, and the next call finds out
     * @throws KvorumException of another class: it was not renewed, and is held as long as before
     */
    public boolean renew() {
        writing.lock();
        try {
            return isHeld() && write(pending.orElseGet(this::nextRenewal));
        } finally {
            writing.unlock();
        }
    }

    private Renewal nextRenewal() {
        // The time first: others count the duration from when this is made, which may be at once.
        long now = time.nanos();
        return Renewal.begin(terms.stored().record().renewed(token), now);
    }

    private boolean write(Renewal renewal) {
        LeaseChange change = new LeaseChange(terms.stored().version(), Optional.of(renewal.record()));
        try {
            adopt(renewal, SettledWrites.write(store, key, change, renewal.writeId()));
        } catch (OutcomeUnknown e) {
            pending = Optional.of(renewal.unknown(e));
            if (SettledWrites.isForgotten(e)) {
                return settle(pending.get(), e);
            }
            throw e;
        } catch (PreconditionFailed e) {
            Optional<StoredLease> own =
                    renewal.nameless() ? store.read(key).filter(renewal::isIn) : Optional.<StoredLease>empty();
            pending = Optional.empty();
            own.ifPresentOrElse(stored -> adopt(renewal, stored.version()), this::lose);
        }
        return isHeld();
    }

    /**
     * The register has forgotten the name of this renewal. Asked for again it would stay unknown for ever, but it is settled: what was not
     * made by now is refused, whenever it arrives. So what the key holds now tells.
     */
    private boolean settle(Renewal renewal, OutcomeUnknown forgotten) {
        Optional<StoredLease> found;
        try {
            found = store.read(key);
        } catch (KvorumException e) {
            forgotten.addSuppressed(e);
            throw forgotten;
        }
        long before = terms.stored().version();
        pending = Optional.empty();
        if (found.filter(renewal::isIn).isPresent()) {
            adopt(renewal, found.get().version());
        } else if (found.filter(stored -> stored.version() == before).isPresent()) {
            Renewal again = renewal.anew(time.nanos());
            pending = again.nameless() ? Optional.of(again) : Optional.empty();
            return isHeld() && write(again);
        } else {
            lose();
        }
        return isHeld();
    }

    private void adopt(Renewal renewal, long version) {
        // An answer that comes after the end does not bring the lease back: somebody may have been told already that it
        // is over.
        isHeld();
        terms = Terms.sentAt(new StoredLease(version, renewal.record()), renewal.sentAtNanos());
        pending = Optional.empty();
    }

    /**
     * Makes an update of keys that share this lease's {@code {tag}}, if the lease still stands at that moment, by the register and not by a
     * clock. Nobody else can have been granted it before the update. Waits.
     *
     * @param changes adds conditions and changes to the batch that it is given; may be called several times
     * @throws PreconditionFailed if the lease is over, or another condition did not hold; {@link #isHeld} tells what is known
     * @throws OutcomeUnknown if the update may be made
     */
    public <K, V> Updated attach(StrongBucket<K, V> bucket, Consumer<StrongBatch<K, V>> changes) {
        if (!bucket.name().equals(store.bucket())) {
            throw new IllegalArgumentException(
                    "the lease is in bucket " + store.bucket() + ", not in " + bucket.name());
        }
        return attach((leaseKey, leaseVersion, retryOf) -> {
            StrongBatch<K, V> batch = bucket.batch().ifVersionOf(leaseKey, leaseVersion);
            changes.accept(batch);
            retryOf.ifPresent(batch::retryOf);
            return batch.commit();
        });
    }

    /** As {@link #attach(StrongBucket, Consumer)}, for updates that are not made by a {@link StrongBatch}. */
    public Updated attach(ConditionalUpdate update) {
        if (!isHeld()) {
            throw Attachment.over(key, token, Optional.empty());
        }
        return Attachment.make(store, key, token, Optional.of(terms.stored().version()), update);
    }

    /**
     * Gives it back, so that others need not wait for its end. It is not held any more from the moment that this is called.
     *
     * @return false if it was over already
     * @throws KvorumException if it is not known whether it was given back; if it was not, it is over after its duration
     */
    public boolean revoke() {
        // Before anything is sent: the next holder may begin as soon as it arrives.
        over.set(true);
        keepAlive.stop();
        writing.lock();
        try {
            long version = terms.stored().version();
            for (int i = 1; ; i++) {
                try {
                    SettledWrites.write(store, key, new LeaseChange(version, Optional.empty()), Optional.empty());
                    return true;
                } catch (PreconditionFailed e) {
                    Optional<StoredLease> renewed =
                            pending.flatMap(renewal -> store.read(key).filter(renewal::isIn));
                    if (renewed.isEmpty() || i == REVOKE_ATTEMPTS) {
                        return false;
                    }
                    version = renewed.get().version();
                }
            }
        } finally {
            writing.unlock();
        }
    }

    /** Gives it back. One that cannot be given back now is over after its duration. */
    @Override
    public void close() {
        try {
            revoke();
        } catch (KvorumException e) {
            // Nothing is left to do: it is not renewed any more.
        }
    }

    private void lose() {
        if (over.compareAndSet(false, true)) {
            keepAlive.stop();
            // What the application makes depend on it must not run in whoever asked.
            time.schedule(0, () -> lost.complete(null));
        }
    }

    @Override
    public String toString() {
        return "lease '" + key.toUtf8() + "', token " + token + (over.get() ? ", over" : "");
    }
}
