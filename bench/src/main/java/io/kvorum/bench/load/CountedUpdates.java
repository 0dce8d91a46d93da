package io.kvorum.bench.load;

/**
 * What became of updates by compare-and-set. Each value of a counted key says how often it was updated.
 *
 * @param conflicts conditional writes of measured operations that were refused since another client had written
 * @param stale reads that missed an update which had ended before they began, or showed one that was never begun
 * @param lost updates that were acknowledged and are not in the counters in the end
 * @param doubled updates that are in the counters in the end beyond all that were begun and not refused
 * @param unknown updates of which it is not known whether they were made: so many could hide a lost or a doubled one
 * @param unread keys that could not be read in the end, and so are not judged
 * @param slowestShare operations of the client with the fewest, divided by the mean over all clients; 0 in an open loop
 */
public record CountedUpdates(
        long conflicts, long stale, long lost, long doubled, long unknown, long unread, double slowestShare) {
    /** Of a load without such updates. */
    public static final CountedUpdates NONE = new CountedUpdates(0, 0, 0, 0, 0, 0, 0);

    /** What must never happen. */
    public long wrong() {
        return stale + lost + doubled;
    }
}
