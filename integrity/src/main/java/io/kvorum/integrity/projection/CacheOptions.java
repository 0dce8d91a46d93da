package io.kvorum.integrity.projection;

import io.kvorum.integrity.tag.Time;
import java.time.Duration;

/**
 * How a cache of views serves; see RFC 5861.
 *
 * @param maxAge so old a view may be without being looked at again, if no event is known to have changed it
 * @param staleFor after that, and after an event has changed it, it is served for so long while it is read anew
 * @param maxViews so many it keeps, at least 1; those that were asked for last
 * @param time its monotonic clock counts
 */
public record CacheOptions(Duration maxAge, Duration staleFor, int maxViews, Time time) {
    public static final CacheOptions DEFAULT =
            new CacheOptions(Duration.ofSeconds(1), Duration.ofSeconds(10), 10_000, Time.system());

    public CacheOptions {
        if (maxAge.isNegative() || staleFor.isNegative() || maxViews < 1) {
            throw new IllegalArgumentException("ages are not negative, and at least one view is kept");
        }
    }

    public CacheOptions maxAge(Duration age) {
        return new CacheOptions(age, staleFor, maxViews, time);
    }

    public CacheOptions staleFor(Duration duration) {
        return new CacheOptions(maxAge, duration, maxViews, time);
    }

    public CacheOptions maxViews(int views) {
        return new CacheOptions(maxAge, staleFor, views, time);
    }

    public CacheOptions time(Time other) {
        return new CacheOptions(maxAge, staleFor, maxViews, other);
    }
}
