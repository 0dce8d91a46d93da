package io.kvorum.integrity.tag;

import io.kvorum.crdt.codec.Bytes;
import java.util.Optional;

/**
 * Something else that goes into the write of a command: the record of a request, the mark of an event. Both methods are called for each
 * attempt, from what the tag holds then; they change nothing but what they are given. Safe for use by one command at a time.
 */
public interface TagGuard {
    /**
     * Looks before the command is decided.
     *
     * @return the outcome, if the command was carried out before: it is not decided again
     * @throws RuntimeException if the command must not be carried out
     */
    Optional<Bytes> before(TagView view);

    /** Adds to the write. @param outcome of the command */
    void addTo(TagWrite write, TagView view, Bytes outcome);
}
