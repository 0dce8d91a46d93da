package io.kvorum.client;

import io.kvorum.crdt.row.WriteId;
import java.time.Duration;
import java.util.Optional;

/**
 * How to write. Immutable; start from {@link #DEFAULT}.
 *
 * @param level the bucket's if empty
 * @param sloppy whether fallbacks count for the level while replicas are away; the bucket's if empty
 * @param session names the write, and later reads in the session see it
 * @param context the write replaces what the answer with this token showed. Empty: what the session has last seen of the
 *     key, or, without a session, nothing. {@link Context#NONE}: nothing, also in a session
 * @param writeId the name of the write, to repeat one whose outcome is unknown: same key, value and context; a new one if
 *     empty
 * @param ttl the value expires so long after the write was issued; the bucket's if empty. Deletes have none
 * @param deadline from the call to the answer, retries included; the client's if empty
 */
public record WriteOptions(
        Optional<Level> level,
        Optional<Boolean> sloppy,
        Optional<Session> session,
        Optional<Context> context,
        Optional<WriteId> writeId,
        Optional<Duration> ttl,
        Optional<Duration> deadline) {
    public static final WriteOptions DEFAULT = new WriteOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public WriteOptions level(Level newLevel) {
        return new WriteOptions(Optional.of(newLevel), sloppy, session, context, writeId, ttl, deadline);
    }

    public WriteOptions sloppy(boolean newSloppy) {
        return new WriteOptions(level, Optional.of(newSloppy), session, context, writeId, ttl, deadline);
    }

    public WriteOptions session(Session newSession) {
        return new WriteOptions(level, sloppy, Optional.of(newSession), context, writeId, ttl, deadline);
    }

    public WriteOptions context(Context newContext) {
        return new WriteOptions(level, sloppy, session, Optional.of(newContext), writeId, ttl, deadline);
    }

    public WriteOptions writeId(WriteId newWriteId) {
        return new WriteOptions(level, sloppy, session, context, Optional.of(newWriteId), ttl, deadline);
    }

    public WriteOptions ttl(Duration newTtl) {
        return new WriteOptions(level, sloppy, session, context, writeId, Optional.of(newTtl), deadline);
    }

    public WriteOptions deadline(Duration newDeadline) {
        return new WriteOptions(level, sloppy, session, context, writeId, ttl, Optional.of(newDeadline));
    }
}
