package io.kvorum.client;

import java.time.Duration;
import java.util.Optional;

/**
 * How to read. Immutable; start from {@link #DEFAULT}.
 *
 * @param level the bucket's if empty
 * @param session what it has seen of the key, the answer covers too
 * @param atLeast the answer covers what this token of the same key covers; for those who keep tokens by themselves, it goes
 *     before the session's
 * @param deadline from the call to the answer, retries included; the client's if empty
 */
public record ReadOptions(
        Optional<Level> level, Optional<Session> session, Optional<Context> atLeast, Optional<Duration> deadline) {
    public static final ReadOptions DEFAULT =
            new ReadOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public ReadOptions level(Level newLevel) {
        return new ReadOptions(Optional.of(newLevel), session, atLeast, deadline);
    }

    public ReadOptions session(Session newSession) {
        return new ReadOptions(level, Optional.of(newSession), atLeast, deadline);
    }

    public ReadOptions atLeast(Context context) {
        return new ReadOptions(level, session, Optional.of(context), deadline);
    }

    public ReadOptions deadline(Duration newDeadline) {
        return new ReadOptions(level, session, atLeast, Optional.of(newDeadline));
    }
}
