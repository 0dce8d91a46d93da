package io.kvorum.client.lease;

import io.kvorum.crdt.codec.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * For how long the leases of others have stood still, by this process's clock. A version is never given twice: one that is seen again has
 * stood still since it was seen first, whoever looked and whatever was missed between. Safe for use by many threads.
 */
final class StandstillWatch {
    private static final int MOST_KEYS = 10_000;

    private final double rateMargin;

    // The oldest is forgotten: whoever wants that one waits anew.
    private final Map<Bytes, Sighting> sightings = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, Sighting> eldest) {
            return size() > MOST_KEYS;
        }
    };

    private record Sighting(long version, long sinceNanos) {}

    StandstillWatch(double rateMargin) {
        this.rateMargin = rateMargin;
    }

    /**
     * @param answeredAtNanos read <em>after</em> the answer came. Before the question would be wrong: the holder may have written between
     *     that and the read.
     * @return how long the lease must go on standing still until it may be taken over; 0 or less: now
     */
    synchronized long nanosLeft(Bytes key, StoredLease seen, long answeredAtNanos) {
        Sighting sighting = sightings.get(key);
        if (sighting == null || sighting.version() != seen.version()) {
            sighting = new Sighting(seen.version(), answeredAtNanos);
            sightings.remove(key);
            sightings.put(key, sighting);
        }
        return sighting.sinceNanos() + waitNanos(seen.record()) - answeredAtNanos;
    }

    synchronized void forget(Bytes key) {
        sightings.remove(key);
    }

    private long waitNanos(LeaseRecord record) {
        long durationNanos = record.duration().toNanos();
        return durationNanos + (long) Math.ceil(durationNanos * rateMargin);
    }
}
