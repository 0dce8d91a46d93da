package io.kvorum.integrity.tag;

/**
 * A tag has no room for an update; nothing was changed. It comes back when something is removed: entries of the outbox that are sent,
 * records that expire. Retry later, at most a few times a second.
 */
public final class TagFull extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param what would have to be removed first */
    public TagFull(String tag, String what) {
        super("tag " + tag + " is full: " + what + "; nothing was changed; retry when there is room");
    }
}
