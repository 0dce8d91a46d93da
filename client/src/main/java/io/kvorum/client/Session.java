package io.kvorum.client;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One line of work. Whatever the level, an operation in a session that starts after another one on the same key has returned
 *
 * <ul>
 *   <li>sees that write, if it was one (read your writes),
 *   <li>sees what that read showed, or something later (monotonic reads),
 *   <li>replaces what was seen, if it is a write without a context of its own.
 * </ul>
 *
 * <p>For that the session keeps the context token of the last answer about each key, and nodes wait for, or fetch, what it
 * covers. Two limits:
 *
 * <ul>
 *   <li>It remembers a bounded number of keys, 10,000 by default. Beyond it the key that was used least recently is forgotten:
 *       the next operation on it is as if it were the first. {@link #forgottenKeys} counts.
 *   <li>Tokens cannot be joined outside of a node, so the last answer counts: with several operations on one key in flight at
 *       once, or after a write with another context than the session's own, what earlier answers showed may be missing.
 * </ul>
 *
 * <p>Safe for use by many threads. It holds no resource of the cluster and needs no closing.
 */
public final class Session {
    /** Default number of keys that a session remembers. */
    public static final int DEFAULT_MAX_KEYS = 10_000;

    private record Place(String bucket, Bytes key) {}

    private final WriteIds writeIds;
    private final int maxKeys;
    private final LinkedHashMap<Place, Context> seen = new LinkedHashMap<>(16, 0.75f, true);
    private long forgottenKeys;

    Session(int maxKeys) {
        if (maxKeys < 1) {
            throw new IllegalArgumentException("a session remembers at least one key, not " + maxKeys);
        }
        this.writeIds = new WriteIds();
        this.maxKeys = maxKeys;
    }

    /** Random; the first part of the names of its writes. */
    public long id() {
        return writeIds.session();
    }

    /** The token of the last answer about the key; empty if there was none or it was forgotten. */
    public synchronized Optional<Context> seen(String bucket, Bytes key) {
        return Optional.ofNullable(seen.get(new Place(bucket, key)));
    }

    /** Makes later operations see what this token covers: one that another session, perhaps of another process, has got. */
    public synchronized void saw(String bucket, Bytes key, Context context) {
        if (context.isEmpty()) {
            return;
        }
        seen.put(new Place(bucket, key), context);
        if (seen.size() > maxKeys) {
            Map.Entry<Place, Context> eldest = seen.entrySet().iterator().next();
            seen.remove(eldest.getKey());
            forgottenKeys++;
        }
    }

    /** How often a key was forgotten because of the bound. */
    public synchronized long forgottenKeys() {
        return forgottenKeys;
    }

    WriteId nextWriteId(long clusterMillis) {
        return writeIds.next(clusterMillis);
    }
}
