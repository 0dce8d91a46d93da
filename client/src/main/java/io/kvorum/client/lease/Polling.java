package io.kvorum.client.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at intervals with jitter until there is something, or patience is over. */
final class Polling {
    /** Longer than any process runs; as nanoseconds it can still be added to. */
    static final Duration FOREVER = Duration.ofDays(365L * 100);

    private Polling() {}

    static <R> Optional<R> until(LeaseOptions options, Duration patience, Supplier<Optional<R>> look)
            throws InterruptedException {
        LeaseTime time = options.time();
        long start = time.nanos();
        long patienceNanos = patience.compareTo(FOREVER) > 0 ? FOREVER.toNanos() : patience.toNanos();
        while (true) {
            Optional<R> found = look.get();
            long left = patienceNanos - (time.nanos() - start);
            if (found.isPresent() || left <= 0) {
                return found;
            }
            time.sleep(Math.min(left, options.pauseNanos()));
        }
    }
}
