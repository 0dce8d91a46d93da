package io.kvorum.bench.peer;

import io.kvorum.bench.store.Store;
import java.util.List;
import java.util.SortedMap;

/**
 * A peer that serves. It ends with its site.
 *
 * @param version of the server
 * @param settings all that differs from what is shipped, and what matters
 * @param pids of its servers
 */
public record RunningPeer(String version, SortedMap<String, String> settings, List<Long> pids, Opener opener) {
    /** Connects to it. */
    public interface Opener {
        /**
         * A new connection, with whatever schema is needed; ready for load.
         *
         * @param records how many keys there will be
         */
        Store open(long records) throws InterruptedException;
    }

    public RunningPeer {
        pids = List.copyOf(pids);
    }

    /** Connects a client; the caller closes it. */
    public Store open(long records) throws InterruptedException {
        return opener.open(records);
    }
}
