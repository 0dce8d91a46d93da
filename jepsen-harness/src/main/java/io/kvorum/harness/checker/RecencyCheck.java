package io.kvorum.harness.checker;

import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Quorums that meet: a read covers what an earlier read covered, and the acknowledged writes, whenever the two numbers of
 * replicas add up to more than N. "Earlier" is: ended before the read began. Not judged across a loss of data on a replica
 * of the key. The state at the end counts as a read of all.
 */
final class RecencyCheck {
    /** Something that later reads must cover. */
    private record Fact(DotSet dots, int replicas, long startNanos, long endNanos, boolean isWrite) {}

    private final History.OfKey key;
    private final List<Violation> found;
    private final int replicas;
    private final List<Fact> facts = new ArrayList<>();
    /** By number of replicas and number of losses before it: what has been covered. */
    private final SortedMap<Integer, DotSet> read = new TreeMap<>();

    private final SortedMap<Integer, DotSet> written = new TreeMap<>();

    private RecencyCheck(History.OfKey key, List<Violation> found) {
        this.key = key;
        this.found = found;
        this.replicas = key.facts().owners().size();
    }

    static void check(History.OfKey key, List<Violation> found) {
        new RecencyCheck(key, found).run();
    }

    private void run() {
        DotSet dots = key.facts().dots();
        for (Read answer : key.reads()) {
            DotSet covered = SessionCheck.common(answer.context().dots(), dots);
            facts.add(new Fact(covered, answer.required(), answer.invokedNanos(), answer.completedNanos(), false));
        }
        for (Write write : key.writes().values()) {
            if (write.isAcknowledged() && write.dot().isPresent()) {
                Dot dot = write.dot().get();
                facts.add(new Fact(
                        DotSet.of(dot), write.primaries(), write.invokedNanos(), write.completedNanos(), true));
            }
        }
        facts.sort(Comparator.comparingLong(Fact::endNanos));
        List<Read> byStart = key.reads().stream()
                .sorted(Comparator.comparingLong(Read::invokedNanos))
                .toList();
        int next = 0;
        for (Read answer : byStart) {
            next = learn(next, answer.invokedNanos());
            judge(
                    answer.context().dots(),
                    answer.primaries(),
                    answer.invokedNanos(),
                    answer.completedNanos(),
                    "a read");
        }
        learn(next, Long.MAX_VALUE);
        for (ReplicaRow row : key.facts().rows()) {
            judge(row.filled(), replicas, Long.MAX_VALUE, Long.MAX_VALUE, "node " + row.node() + " at the end");
        }
    }

    private int learn(int from, long beforeNanos) {
        int next = from;
        while (next < facts.size() && facts.get(next).endNanos() < beforeNanos) {
            Fact fact = facts.get(next++);
            (fact.isWrite() ? written : read)
                    .merge(slot(fact.replicas(), lossesBefore(fact.startNanos())), fact.dots(), DotSet::join);
        }
        return next;
    }

    private void judge(DotSet covered, int answered, long startNanos, long endNanos, String what) {
        int losses = lossesBefore(endNanos);
        for (int earlier = replicas - answered + 1; earlier <= replicas; earlier++) {
            int slot = slot(earlier, losses);
            lacking(
                    read,
                    slot,
                    covered,
                    Violation.Kind.WENT_BACK,
                    what + " does not cover what an earlier read had",
                    startNanos);
            lacking(
                    written,
                    slot,
                    covered,
                    Violation.Kind.STALE_READ,
                    what + " does not cover acknowledged writes",
                    startNanos);
        }
    }

    private void lacking(
            SortedMap<Integer, DotSet> earlier,
            int slot,
            DotSet covered,
            Violation.Kind kind,
            String text,
            long startNanos) {
        DotSet rest = earlier.getOrDefault(slot, DotSet.EMPTY).minus(covered);
        if (!rest.isEmpty()) {
            found.add(new Violation(
                    kind,
                    key.key(),
                    text + ": " + rest
                            + (startNanos == Long.MAX_VALUE ? "" : " (begun at " + startNanos / 1_000_000 + " ms)")));
        }
    }

    private int slot(int count, int losses) {
        return losses * 64 + Math.min(count, replicas);
    }

    private int lossesBefore(long nanos) {
        return (int) key.losses().stream().filter(loss -> loss.nanos() <= nanos).count();
    }
}
