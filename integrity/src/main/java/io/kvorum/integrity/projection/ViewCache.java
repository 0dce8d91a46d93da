package io.kvorum.integrity.projection;

import io.kvorum.client.KvorumException;
import io.kvorum.integrity.aggregate.Event;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Views of one version of a projection in memory. A view is served as it is while it is fresh; while it is stale it is served and read anew, once
 * at a time; beyond that the caller waits. A view in the cache never goes back to an older version. Safe for use by many threads.
 */
public final class ViewCache<V> {
    private static final Logger LOG = LoggerFactory.getLogger(ViewCache.class);

    private final Projection<V> projection;
    private final CacheOptions options;
    private final Executor refresher;
    // Under the lock of this object; never while a view is read.
    private final Map<String, Kept<V>> entries;

    /** Under the lock of the cache. */
    private static final class Kept<V> {
        private @Nullable View<V> view;
        /** From before the read began: a view is as old as that. */
        private long readNanos;
        /** How many events are known to have changed it; and how many were when the read began that the view is from. */
        private long changes;

        private long changesRead;
        private boolean refreshing;
    }

    /**
     * An answer.
     *
     * @param age since it was read, at most: the header {@code Age}
     * @param stale it is known to have changed, or has not been looked at for longer than it should be
     */
    public record Cached<V>(View<V> view, Duration age, boolean stale) {}

    /** @param refresher reads what is stale, in the background */
    public ViewCache(Projection<V> projection, CacheOptions options, Executor refresher) {
        this.projection = projection;
        this.options = options;
        this.refresher = refresher;
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Kept<V>> eldest) {
                return size() > options.maxViews();
            }
        };
    }

    /**
     * From memory, or by a linearizable read.
     *
     * @throws KvorumException if it is not in memory, or too old, and there is no answer
     */
    public Cached<V> get(String key) {
        Optional<Cached<V>> known = known(key);
        return known.isPresent() ? known.get() : read(key);
    }

    private Optional<Cached<V>> known(String key) {
        boolean refresh = false;
        Cached<V> cached;
        synchronized (this) {
            Kept<V> entry = entries.get(key);
            if (entry == null || entry.view == null) {
                return Optional.empty();
            }
            long age = options.time().nanos() - entry.readNanos;
            long maxAge = options.maxAge().toNanos();
            if (age > maxAge + options.staleFor().toNanos()) {
                return Optional.empty();
            }
            boolean stale = age > maxAge || entry.changes != entry.changesRead;
            if (stale && !entry.refreshing) {
                entry.refreshing = true;
                refresh = true;
            }
            cached = new Cached<>(entry.view, Duration.ofNanos(age), stale);
        }
        if (refresh) {
            refresher.execute(() -> refresh(key));
        }
        return Optional.of(cached);
    }

    private void refresh(String key) {
        try {
            Cached<V> unused = read(key);
        } catch (RuntimeException e) {
            // It is stale for some time more; then whoever asks for it is told.
            LOG.debug("View {} is not read anew: {}", key, e.getMessage());
        } finally {
            synchronized (this) {
                Kept<V> entry = entries.get(key);
                if (entry != null) {
                    entry.refreshing = false;
                }
            }
        }
    }

    private Cached<V> read(String key) {
        long began = options.time().nanos();
        long changes;
        synchronized (this) {
            changes = entries.computeIfAbsent(key, absent -> new Kept<>()).changes;
        }
        View<V> read = projection.read(key);
        synchronized (this) {
            Kept<V> entry = entries.computeIfAbsent(key, absent -> new Kept<>());
            View<V> present = entry.view;
            // Reads overtake each other: what is there may be newer than what was read.
            if (present == null || present.version() <= read.version()) {
                entry.view = read;
                entry.readNanos = Math.max(entry.readNanos, began);
                entry.changesRead = Math.max(entry.changesRead, changes);
            }
            View<V> newest = entry.view == null ? read : entry.view;
            return new Cached<>(newest, Duration.ofNanos(options.time().nanos() - began), false);
        }
    }

    /**
     * An event was applied, by whatever instance: the view that it changes is stale from now on, if it is in memory and does not have the event.
     * Others are left alone.
     *
     * @throws UnknownEventType if this version of the projection does not know it
     */
    public void changed(Event event) {
        Optional<String> key = projection.type().keyOf(event);
        if (key.isEmpty()) {
            return;
        }
        synchronized (this) {
            Kept<V> entry = entries.get(key.get());
            if (entry == null) {
                return;
            }
            View<V> view = entry.view;
            if (view == null || view.asOf().position(event.aggregate()) < event.sequence()) {
                entry.changes++;
            }
        }
    }
}
