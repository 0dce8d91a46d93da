package io.kvorum.antientropy.exchange;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.replica.LogPruning.TakenClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is known of the other replicas of one partition: their latest clocks, and how the comparison with each stands. */
final class PeerClocks {
    private static final int MAX_REFUSED_RANGES = 8_192;

    private final Map<Integer, TakenClock> latest = new TreeMap<>();
    private final Map<Integer, DotSet> inSyncAt = new TreeMap<>();
    private final Map<Integer, OpenRound> open = new TreeMap<>();
    private final Map<Integer, Long> completeAsOf = new TreeMap<>();
    private final Map<Integer, Refused> refused = new TreeMap<>();
    private final Map<Integer, DotSet> inVain = new TreeMap<>();
    private final Map<Integer, FoldFloor> foldFloors = new TreeMap<>();

    /**
     * A replica takes no new increments issued up to this time.
     *
     * @param clock with all that it had taken
     */
    private record FoldFloor(Actor actor, long millis, DotSet clock) {}

    /** Peers of whom everything is here that they had when they were asked by this incarnation. */
    private final Set<Integer> caughtUp = new TreeSet<>();

    private Optional<Actor> caughtUpAs = Optional.empty();

    /**
     * A request on its way.
     *
     * @param startedMillis wall time
     * @param passOver what was not asked for
     */
    record OpenRound(long round, long startedNanos, long startedMillis, DotSet passOver) {}

    /** What a peer has and this replica does not take in as long as the rows of these keys are damaged. */
    private record Refused(Set<RowKey> damaged, DotSet dots) {}

    void saw(int node, DotSet clock, long takenAtMillis) {
        TakenClock known = latest.get(node);
        if (known == null || known.takenAtMillis() <= takenAtMillis) {
            latest.put(node, new TakenClock(clock, takenAtMillis));
        }
    }

    /** A floor never falls, and is as true of any later clock. */
    void sawFoldFloor(int node, Actor actor, DotSet clock, long floorMillis) {
        FoldFloor known = foldFloors.get(node);
        if (known == null || !known.actor.equals(actor) || known.millis < floorMillis) {
            foldFloors.put(node, new FoldFloor(actor, floorMillis, clock));
        }
    }

    /** Everything is here that the node had when this incarnation asked it. */
    void caughtUp(Actor self, int node) {
        if (!caughtUpAs.equals(Optional.of(self))) {
            caughtUpAs = Optional.of(self);
            caughtUp.clear();
        }
        caughtUp.add(node);
    }

    /**
     * Is everything here that any of these nodes had after this incarnation began? Before, there may be increments that an earlier one had
     * taken, and passed on, and lost: no clock but those of the others has them.
     */
    boolean hasCaughtUp(Actor self, List<Integer> nodes) {
        return caughtUpAs.equals(Optional.of(self)) && caughtUp.containsAll(nodes);
    }

    /** The lowest floor of these nodes; empty if one is not known, or {@code mine} lacks something of a clock that came with it. */
    Optional<Long> foldableUpTo(Optional<DotSet> mine, List<Integer> nodes) {
        long lowest = Long.MAX_VALUE;
        for (int node : nodes) {
            FoldFloor floor = foldFloors.get(node);
            if (floor == null || (mine.isPresent() && !mine.get().containsAll(floor.clock))) {
                return Optional.empty();
            }
            lowest = Math.min(lowest, floor.millis);
        }
        return Optional.of(lowest);
    }

    Optional<TakenClock> latest(int node) {
        return Optional.ofNullable(latest.get(node));
    }

    /** The latest clocks of these nodes, as far as they are contained in {@code mine}; empty if one is missing. */
    Optional<List<TakenClock>> containedIn(DotSet mine, List<Integer> nodes) {
        List<TakenClock> clocks = new ArrayList<>();
        for (int node : nodes) {
            TakenClock taken = latest.get(node);
            if (taken == null || !mine.containsAll(taken.clock())) {
                return Optional.empty();
            }
            clocks.add(taken);
        }
        return Optional.of(clocks);
    }

    /** Both had this clock when they last compared. */
    void inSync(int node, DotSet clock) {
        inSyncAt.put(node, clock);
    }

    boolean isInSync(int node, DotSet clock) {
        return Optional.ofNullable(inSyncAt.get(node)).equals(Optional.of(clock));
    }

    void opened(int node, OpenRound round) {
        open.put(node, round);
    }

    Optional<OpenRound> open(int node) {
        return Optional.ofNullable(open.get(node));
    }

    void closed(int node) {
        open.remove(node);
    }

    /** What need not be asked for, as long as the same rows are damaged: when one is replaced all is asked for again. */
    DotSet refused(int node, Set<RowKey> damaged) {
        return Optional.ofNullable(refused.get(node))
                .filter(known -> known.damaged.equals(damaged))
                .map(Refused::dots)
                .orElse(DotSet.EMPTY);
    }

    /** Beyond what is kept it is asked for in vain. */
    void refuse(int node, Set<RowKey> damaged, DotSet dots) {
        if (dots.isEmpty() || damaged.isEmpty()) {
            refused.remove(node);
        } else if (dots.exceptionRanges() <= MAX_REFUSED_RANGES) {
            refused.put(node, new Refused(damaged, dots));
        }
    }

    /** What the last answer did not bring, be it that a row is damaged or that the log has forgotten it: it is asked for at the usual times only. */
    DotSet inVain(int node) {
        return inVain.getOrDefault(node, DotSet.EMPTY);
    }

    void askedInVain(int node, DotSet dots) {
        if (dots.isEmpty()) {
            inVain.remove(node);
        } else {
            inVain.put(node, dots);
        }
    }

    /** Everything that the node had at this wall time is here now. */
    void coveredAsOf(int node, long millis) {
        completeAsOf.merge(node, millis, Math::max);
    }

    /** The time up to which everything of all these nodes is here; 0 if there is none. */
    long completeAsOf(List<Integer> nodes) {
        long asOf = Long.MAX_VALUE;
        for (int node : nodes) {
            asOf = Math.min(asOf, completeAsOf.getOrDefault(node, 0L));
        }
        return asOf == Long.MAX_VALUE ? 0 : asOf;
    }

    /** How many dots that node has and {@code mine} lacks, as far as is known. */
    long missingFrom(int node, DotSet mine) {
        return latest(node).map(taken -> taken.clock().minus(mine).size()).orElse(0L);
    }

    long missingFrom(DotSet mine) {
        DotSet all = DotSet.EMPTY;
        for (TakenClock taken : latest.values()) {
            all = all.join(taken.clock());
        }
        return all.minus(mine).size();
    }
}
