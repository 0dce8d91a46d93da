package io.kvorum.integrity.outbox;

import io.kvorum.integrity.tag.TagContents;

/** What is to be done about tags that have changed. Called by many threads, but for one tag by one after the other. */
public interface TagWork {
    /** Whether there is something to be done. Pure. @param contents as they were at some time since the change */
    boolean isWaiting(TagContents contents);

    /**
     * Does it, and returns once it is done: then the change is acknowledged, and does not come again.
     *
     * @param contents as they were at some time since the change
     * @param before what the call before has returned for this tag; 0 if this process has forgotten it, or there was none
     * @throws RuntimeException it is called again
     * @throws InterruptedException if the thread was interrupted: the change comes again, to this process or to another one
     */
    long work(TagContents contents, long before) throws InterruptedException;
}
