package io.kvorum.commerce.store;

import io.kvorum.integrity.aggregate.Aggregate;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.tag.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Aggregates as they were a moment ago, from memory: for who looks again and again and can do with that. Each answer says as of when it is. Safe for use
 * by many threads.
 */
public final class Glance<S> {
    public static final Duration MAX_AGE = Duration.ofSeconds(1);
    private static final int MOST = 10_000;

    private final Function<AggregateId, Aggregate<S>> read;
    private final Time time;
    // Under the lock of this object; never while an aggregate is read.
    private final Map<AggregateId, Seen<S>> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AggregateId, Seen<S>> eldest) {
            return size() > MOST;
        }
    };

    private record Seen<S>(Aggregate<S> aggregate, long nanos, Instant asOf) {}

    /**
     * An answer.
     *
     * @param age since it was read, at most
     * @param asOf when the read began, by this process's clock; to be shown
     */
    public record Glimpse<S>(Aggregate<S> aggregate, Duration age, Instant asOf) {}

    /** @param read by a linearizable read */
    public Glance(Function<AggregateId, Aggregate<S>> read, Time time) {
        this.read = read;
        this.time = time;
    }

    /** From memory if it is not older than {@link #MAX_AGE}, else read. */
    public Glimpse<S> at(AggregateId id) {
        long now = time.nanos();
        synchronized (this) {
            Seen<S> known = seen.get(id);
            if (known != null && now - known.nanos() <= MAX_AGE.toNanos()) {
                return new Glimpse<>(known.aggregate(), Duration.ofNanos(now - known.nanos()), known.asOf());
            }
        }
        return fresh(id);
    }

    /** Read now. */
    public Glimpse<S> fresh(AggregateId id) {
        long began = time.nanos();
        Instant asOf = Instant.ofEpochMilli(time.wallMillis());
        Aggregate<S> aggregate = read.apply(id);
        synchronized (this) {
            Seen<S> known = seen.get(id);
            // Reads overtake each other.
            if (known == null || known.aggregate().version() <= aggregate.version()) {
                seen.put(id, new Seen<>(aggregate, began, asOf));
            }
        }
        return new Glimpse<>(aggregate, Duration.ofNanos(time.nanos() - began), asOf);
    }
}
