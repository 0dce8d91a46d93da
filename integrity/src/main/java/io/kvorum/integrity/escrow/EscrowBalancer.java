package io.kvorum.integrity.escrow;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Balances keys again and again, one after the other. One for all regions is enough; several do no harm but move more than is needed. To be
 * closed.
 */
public final class EscrowBalancer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EscrowBalancer.class);

    private final Balancing balancing;
    private final Supplier<? extends Collection<String>> keys;
    private final Duration every;
    private final Consumer<List<Transfer>> listener;
    /** Keys that were not balanced the last time. Of the thread alone. */
    private final Set<String> failing = new HashSet<>();

    private final Thread thread;

    /**
     * Begins at once.
     *
     * @param keys that are to be balanced now, asked for each round; the first {@value Balancing#MOST_KEYS} count
     * @param every the pause between two rounds; positive
     * @param listener told what was moved of each key, if anything was, by the thread that moves; what it throws is logged
     */
    public EscrowBalancer(
            Balancing balancing,
            Supplier<? extends Collection<String>> keys,
            Duration every,
            Consumer<List<Transfer>> listener) {
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("a pause between two rounds, not " + every);
        }
        this.balancing = balancing;
        this.keys = keys;
        this.every = every;
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name("kvorum-escrow").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                round();
                Thread.sleep(every);
            }
        } catch (InterruptedException e) {
            // It is to close.
        }
    }

    private void round() throws InterruptedException {
        List<String> now = now();
        failing.retainAll(now);
        for (String key : now) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            balance(key);
        }
    }

    private List<String> now() {
        try {
            return keys.get().stream().limit(Balancing.MOST_KEYS).toList();
        } catch (RuntimeException e) {
            LOG.error("The keys of an escrow are not known: tries again", e);
            return List.of();
        }
    }

    private void balance(String key) {
        try {
            List<Transfer> moved = balancing.balance(key);
            if (!moved.isEmpty()) {
                listener.accept(moved);
            }
            failing.remove(key);
        } catch (RuntimeException e) {
            // The other keys are balanced all the same. Told once per outage, not at each attempt.
            LOG.atLevel(failing.add(key) ? Level.ERROR : Level.DEBUG).log("'{}' was not balanced", key, e);
        }
    }

    /** Ends after the request that is under way. What is on its way stays so until somebody carries on. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
