package io.kvorum.integrity.idempotency;

import io.kvorum.integrity.tag.Time;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Since when, by the monotonic clock of this process, attempts are seen to run: a wall clock that went back would let them run for ever.
 * Those that were seen last are remembered.
 */
final class Standstill {
    private static final int MOST = 1_024;

    private final Time time;
    private final Map<Seen, Long> sinceNanos = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Seen, Long> eldest) {
            return size() > MOST;
        }
    };

    private record Seen(String tag, String record, long token) {}

    Standstill(Time time) {
        this.time = time;
    }

    /** How long this attempt was seen by now; 0 the first time. */
    synchronized long nanos(String tag, String record, long token) {
        long now = time.nanos();
        return now - sinceNanos.computeIfAbsent(new Seen(tag, record, token), seen -> now);
    }
}
