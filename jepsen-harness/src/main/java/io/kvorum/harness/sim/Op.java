package io.kvorum.harness.sim;

import io.kvorum.replication.quorum.Level;
import java.util.Optional;

/**
 * One planned operation of a client.
 *
 * @param index its place in the plan; a shrunk plan keeps the numbers
 * @param ttlMillis of a value; the bucket's if empty
 * @param timeoutMillis how long the client waits for one attempt before it asks another coordinator
 * @param retryPauseMillis between attempts
 * @param duplicateMillis when the same request arrives once more after its end; 0 never
 */
record Op(
        int index,
        int client,
        Kind kind,
        String bucket,
        String key,
        Level level,
        boolean sloppy,
        Source source,
        Optional<Long> ttlMillis,
        long thinkMillis,
        long timeoutMillis,
        int attempts,
        long retryPauseMillis,
        long duplicateMillis) {
    Call.Patience patience() {
        return new Call.Patience(timeoutMillis, attempts, retryPauseMillis);
    }

    enum Kind {
        GET,
        PUT,
        DELETE
    }

    /** Which context a write goes with, and whether a read is one of a session. */
    enum Source {
        /** Read first, write with what the read showed. */
        FRESH,
        /** The client's own last token of the key. */
        OWN,
        /** Any token that any client ever had of the key. */
        STALE,
        /** The last token of any client. */
        OTHER,
        NONE
    }
}
