package io.kvorum.replication.quorum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Counts who answered one request, and says whether that is enough. It only counts: whom to ask, when to stop waiting and
 * what to do then is the coordinator's business.
 *
 * <p>Only the replicas that it was made with count. A node counts once, however often it answers; once acknowledged stays
 * acknowledged, and an acknowledgement after a failure (a timeout that was answered after all) is one.
 */
public final class QuorumTally {
    private static final int MAX_REPLICAS = 31;

    /** Where a request stands. */
    public enum Verdict {
        PENDING,
        MET,
        /** Too many replicas failed. A late acknowledgement can still turn it. */
        IMPOSSIBLE
    }

    private final int[] nodes;
    private final LevelRequirement requirement;
    /** Which replicas count towards a need, as bits, and how many of them are needed; one each per region, or one in all. */
    private final int[] members;

    private final int[] needed;
    private int acknowledged;
    private int failed;
    /** Ascending. */
    private int[] fallbacks = new int[0];

    /** @param replicas distinct, those that the requirement was resolved for; at most 31 */
    public QuorumTally(List<Voter> replicas, LevelRequirement requirement) {
        if (replicas.size() > MAX_REPLICAS) {
            throw new IllegalArgumentException("more than " + MAX_REPLICAS + " replicas");
        }
        this.nodes = new int[replicas.size()];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = replicas.get(i).node();
        }
        this.requirement = requirement;
        int needs = Math.max(1, requirement.perRegion().size());
        this.members = new int[needs];
        this.needed = new int[needs];
        if (requirement.perRegion().isEmpty()) {
            members[0] = (int) ((1L << nodes.length) - 1);
            needed[0] = requirement.total();
        }
        int need = 0;
        for (Map.Entry<String, Integer> region : requirement.perRegion().entrySet()) {
            for (int i = 0; i < nodes.length; i++) {
                members[need] |= replicas.get(i).region().equals(region.getKey()) ? 1 << i : 0;
            }
            needed[need++] = region.getValue();
        }
    }

    /** A node has done it, durably. Returns whether this is new; never for a node that is no replica. */
    public boolean acknowledged(int node) {
        int bit = bit(node);
        boolean counts = (bit & ~acknowledged) != 0;
        acknowledged |= bit;
        return counts;
    }

    /** A node will not answer, or refused. Returns whether this is new; never after its acknowledgement. */
    public boolean failed(int node) {
        int bit = bit(node);
        boolean counts = (bit & ~failed & ~acknowledged) != 0;
        failed |= bit;
        return counts;
    }

    /**
     * A node that is no replica keeps the write for one, durably. It counts for {@link #metWithFallbacks} only. Returns whether
     * this is new; never for a replica.
     */
    public boolean acknowledgedByFallback(int node) {
        int place = Arrays.binarySearch(fallbacks, node);
        if (bit(node) != 0 || place >= 0) {
            return false;
        }
        int[] more = Arrays.copyOf(fallbacks, fallbacks.length + 1);
        System.arraycopy(fallbacks, -place - 1, more, -place, fallbacks.length + place + 1);
        more[-place - 1] = node;
        fallbacks = more;
        return true;
    }

    /** What the replicas alone have decided. */
    public Verdict verdict() {
        if (missing() == 0) {
            return Verdict.MET;
        }
        int lost = failed & ~acknowledged;
        for (int need = 0; need < needed.length; need++) {
            if (Integer.bitCount(members[need] & ~lost) < needed[need]) {
                return Verdict.IMPOSSIBLE;
            }
        }
        return Verdict.PENDING;
    }

    /** Is it enough if each fallback stands in for one missing replica, of whatever region? */
    public boolean metWithFallbacks() {
        return missing() <= fallbacks.length;
    }

    /** How many acknowledgements of the right replicas are still wanted. */
    public int missing() {
        int missing = 0;
        for (int need = 0; need < needed.length; need++) {
            missing += Math.max(0, needed[need] - Integer.bitCount(members[need] & acknowledged));
        }
        return missing;
    }

    public LevelRequirement requirement() {
        return requirement;
    }

    /** The replicas that acknowledged, in order of preference. */
    public List<Integer> acknowledgedNodes() {
        return select(acknowledged);
    }

    /** The replicas that failed and did not acknowledge after all, in order of preference. */
    public List<Integer> failedNodes() {
        return select(failed & ~acknowledged);
    }

    /** The replicas of which nothing is known yet, in order of preference. */
    public List<Integer> pendingNodes() {
        return select(~(failed | acknowledged));
    }

    /** The fallbacks that acknowledged, ascending. */
    public List<Integer> fallbackNodes() {
        return Arrays.stream(fallbacks).boxed().toList();
    }

    private List<Integer> select(int bits) {
        List<Integer> selected = new ArrayList<>(nodes.length);
        for (int i = 0; i < nodes.length; i++) {
            if ((bits & (1 << i)) != 0) {
                selected.add(nodes[i]);
            }
        }
        return Collections.unmodifiableList(selected);
    }

    private int bit(int node) {
        for (int i = 0; i < nodes.length; i++) {
            if (nodes[i] == node) {
                return 1 << i;
            }
        }
        return 0;
    }
}
