package io.kvorum.bench.load;

import java.util.List;

/** Decides when clients begin their next operation. */
interface Pace {
    /** Takes over the clients, idle. By the thread that runs the load. */
    void start(List<LogicalClient> clients);

    /** The client's operation has ended, by the store. From any thread; may begin the next one there. */
    void ended(LogicalClient client, boolean failed);

    /** The same, when the store answered within the call: the next one must not begin on this stack. From any thread. */
    void endedAtOnce(LogicalClient client, boolean failed);

    /** Begins what is due. By the thread that runs the load. Returns when it wants to be called again, at the latest. */
    long conduct(long now);

    /** Operations that could not begin when they were due, since all clients were busy. */
    long delayed();

    /** Operations that were due and have not begun. */
    long neverBegun();
}
