package io.kvorum.replication.core;

/**
 * All protocol logic of one shard of a node, as a function of its state and one event. Called by one thread at a time. It
 * reads storage synchronously and sees its own unsynced writes; everything that one step writes is one atomic batch. An
 * exception that leaves {@code step} is a bug or a damaged disk: the node stops and the batch is dropped.
 */
public interface Core {
    /** Called once, before any event: starts the timers. */
    void start(Time now, Effects effects);

    void step(Event event, Time now, Effects effects);
}
