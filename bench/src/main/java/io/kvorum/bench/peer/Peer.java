package io.kvorum.bench.peer;

import io.kvorum.bench.workload.Workload;
import java.io.IOException;
import java.util.Optional;

/** A store that can be started on this machine. Stateless. */
public interface Peer {
    /** As the command line and the results call it. */
    String name();

    /** What an acknowledged write has reached, and what a read is sure to show; one line. */
    String promise();

    /** The same of an update by compare-and-set, and of a linearizable read; empty if it has neither. */
    default String strongPromise() {
        return "";
    }

    /** Why a workload cannot be asked of it, as a sentence; empty if it can. */
    default Optional<String> leavesOut(Workload workload) {
        return Optional.empty();
    }

    /**
     * Fails if something is missing on this machine; looks only.
     *
     * @throws PeerUnavailable with what is missing and how to get it
     */
    void check();

    /**
     * Starts it with empty data and waits until it serves.
     *
     * @param site where; it ends what was started, also when this fails
     * @throws IllegalStateException if a process ended or did not serve in time; the message names its log
     */
    RunningPeer start(PeerSite site) throws IOException, InterruptedException;
}
