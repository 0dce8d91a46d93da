package io.kvorum.integrity.tag;

/**
 * How tags are updated.
 *
 * @param maxKeys of a tag, at most; from 2 to {@value #STORE_KEYS}, the store's limit
 * @param maxBytes of keys and values of a tag together, at most, positive; the store's limit is 8 MiB by default, and a tag is rewritten
 *     as a whole by each update
 * @param maxAttempts how often an update is decided anew because others were faster; at least 1
 * @param remembered of so many tags what was written last is remembered, so that the next update needs no read; 0: of none
 */
public record TagOptions(int maxKeys, long maxBytes, int maxAttempts, int remembered, Time time) {
    /** The store's limit for keys of a tag. */
    public static final int STORE_KEYS = 1_024;

    public static final TagOptions DEFAULT = new TagOptions(STORE_KEYS, 1 << 20, 100, 256, Time.system());

    public TagOptions {
        if (maxKeys < 2 || maxKeys > STORE_KEYS) {
            throw new IllegalArgumentException("a tag has from 2 to " + STORE_KEYS + " keys, not " + maxKeys);
        }
        if (maxBytes < 1 || maxAttempts < 1 || remembered < 0) {
            throw new IllegalArgumentException("limits are positive");
        }
    }

    public TagOptions maxKeys(int keys) {
        return new TagOptions(keys, maxBytes, maxAttempts, remembered, time);
    }

    public TagOptions maxBytes(long bytes) {
        return new TagOptions(maxKeys, bytes, maxAttempts, remembered, time);
    }

    public TagOptions remembered(int tags) {
        return new TagOptions(maxKeys, maxBytes, maxAttempts, tags, time);
    }

    public TagOptions time(Time other) {
        return new TagOptions(maxKeys, maxBytes, maxAttempts, remembered, other);
    }
}
