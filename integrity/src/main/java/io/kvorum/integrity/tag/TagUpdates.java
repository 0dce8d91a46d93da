package io.kvorum.integrity.tag;

import io.kvorum.client.KvorumException;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.PreconditionFailed;
import java.util.function.Function;

/**
 * Updates of tags: read, decide, write if nobody else has written meanwhile, else again. All who write the tag this way exclude each
 * other by the key {@code head}; deleting keys past it, unconditionally, is allowed. Safe for use by many threads.
 *
 * <p>What was last written is remembered, and the next update decides from that first: then it takes one trip to the store, not two. Only a
 * write counts that was decided so, since its condition holds or it is not made; any other decision is made anew from what is
 * read.
 */
public final class TagUpdates {
    private final TagStore store;
    private final TagOptions options;
    private final TagMemory memory;

    public TagUpdates(TagStore store, TagOptions options) {
        this.store = store;
        this.options = options;
        this.memory = new TagMemory(options.remembered());
    }

    public TagStore store() {
        return store;
    }

    public TagOptions options() {
        return options;
    }

    /**
     * Updates a tag, once.
     *
     * @param decide from what the tag holds; may be called many times, of which the last one counts; what it throws is thrown, and
     *     nothing was changed
     * @return the result of the decision that was written, or that there is nothing to be written
     * @throws TagFull if there is no room; nothing was changed
     * @throws PreconditionFailed if others were always faster; nothing was changed
     * @throws OutcomeUnknown if it may be made, now or later
     * @throws KvorumException of another class: nothing was changed
     */
    public <R> R update(String tag, Function<TagView, Step<R>> decide) {
        return new TagUpdate<>(store, options, memory, tag, decide).run();
    }

    /** What the tag holds, by a linearizable read. */
    public TagContents read(String tag) {
        return store.read(tag);
    }
}
