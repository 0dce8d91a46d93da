package io.kvorum.antientropy.expire;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the clocks of other nodes have shown: each said it of itself, when it sent a message. Its clock has reached that time, whatever
 * has become of the message on its way. The last report counts: a clock that was wrong and is right again is believed again.
 */
final class ReportedTimes {
    private final Map<Integer, Long> millis = new TreeMap<>();

    void saw(int node, long reportedMillis) {
        millis.put(node, reportedMillis);
    }

    void forget(int node) {
        millis.remove(node);
    }

    /**
     * The latest time that the clocks of a majority of these nodes have reached; empty if it is not known of a majority.
     *
     * @param self this node, whose clock shows {@code nowMillis}
     */
    Optional<Long> reachedByMajority(List<Integer> nodes, int self, long nowMillis) {
        List<Long> reached = reached(nodes, self, nowMillis);
        int majority = nodes.size() / 2 + 1;
        return reached.size() < majority ? Optional.empty() : Optional.of(reached.get(majority - 1));
    }

    /** The latest first. */
    List<Long> reached(List<Integer> nodes, int self, long nowMillis) {
        List<Long> reached = new ArrayList<>();
        for (int node : nodes) {
            if (node == self) {
                reached.add(nowMillis);
            } else {
                Optional.ofNullable(millis.get(node)).ifPresent(reached::add);
            }
        }
        reached.sort(Comparator.reverseOrder());
        return reached;
    }
}
