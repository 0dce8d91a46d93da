package io.kvorum.harness.verifier;

import io.kvorum.harness.live.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads what every replica holds, from the outside, and holds it against the ledger: polls until the replicas of every
 * partition are identical, within a bound, and judges what they then show.
 */
public final class Verifier {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int EXAMPLES = 10;

    /**
     * One replica of one partition.
     *
     * @param rows by key, those with a live version
     */
    public record Replica(int node, Map<String, Row> rows) {}

    /**
     * @param dots of the live versions, with their values, in one order everywhere
     * @param values of the live versions
     */
    public record Row(List<String> dots, Set<String> values) {}

    /** Where replicas are read. */
    public interface Reader {
        List<Integer> partitions();

        List<Replica> read(int partition);
    }

    /** Is told how far the check is, by one thread. Must not throw, and not take long. */
    public interface Progress {
        void progress(String what, long done, long total);
    }

    private final Ledger ledger;
    private final Reader reader;
    private final Progress listener;
    private final List<String> examples = new ArrayList<>();
    private final Set<String> keysSeen = new LinkedHashSet<>();
    private long rows;
    private long lost;
    private long resurrected;
    private long phantoms;
    private long divergent;

    public Verifier(Ledger ledger, Reader reader, Progress listener) {
        this.ledger = ledger;
        this.reader = reader;
        this.listener = listener;
    }

    /** @param patience for so long replicas may differ */
    public Verdict run(Duration patience) throws InterruptedException {
        long startedAtNanos = System.nanoTime();
        Deadline deadline = Deadline.in(patience);
        List<Integer> open = new ArrayList<>(reader.partitions());
        int total = open.size();
        long convergedAfterMs = 0;
        while (!open.isEmpty()) {
            List<Integer> different = new ArrayList<>();
            boolean last = deadline.isPast();
            for (int partition : open) {
                List<Replica> replicas = reader.read(partition);
                if (areIdentical(replicas)) {
                    judge(replicas);
                } else if (last) {
                    countDifferences(replicas);
                    judge(replicas);
                } else {
                    different.add(partition);
                }
                listener.progress("partitions checked", total - open.size(), total);
            }
            convergedAfterMs = (System.nanoTime() - startedAtNanos) / 1_000_000;
            open = different;
            if (!open.isEmpty()) {
                deadline.pause(POLL);
            }
        }
        listener.progress("partitions checked", total, total);
        judgeKeysThatAreNowhere();
        return new Verdict(
                ledger.keys().size(), rows, lost, resurrected, phantoms, divergent, convergedAfterMs, examples);
    }

    private static boolean areIdentical(List<Replica> replicas) {
        return replicas.stream().map(Replica::rows).distinct().count() <= 1;
    }

    private void judge(List<Replica> replicas) {
        Set<String> keys = keysOf(replicas);
        keysSeen.addAll(keys);
        for (String key : keys) {
            Set<String> lostHere = new TreeSet<>();
            Set<String> backHere = new TreeSet<>();
            Set<String> phantomsHere = new TreeSet<>();
            for (Replica replica : replicas) {
                Row row = replica.rows().get(key);
                rows += row == null ? 0 : 1;
                Ledger.Faults faults = ledger.judge(key, row == null ? Set.of() : row.values());
                lostHere.addAll(faults.lost());
                backHere.addAll(faults.resurrected());
                phantomsHere.addAll(faults.phantoms());
            }
            lost += count("lost", key, lostHere);
            resurrected += count("came back", key, backHere);
            phantoms += count("never written", key, phantomsHere);
        }
    }

    private void judgeKeysThatAreNowhere() {
        for (String key : ledger.keys()) {
            if (!keysSeen.contains(key)) {
                lost += count(
                        "lost on all replicas", key, ledger.judge(key, Set.of()).lost());
            }
        }
    }

    private void countDifferences(List<Replica> replicas) {
        for (String key : keysOf(replicas)) {
            List<List<String>> shown = replicas.stream()
                    .map(replica -> replica.rows().get(key))
                    .map(row -> row == null ? List.<String>of() : row.dots())
                    .toList();
            if (shown.stream().distinct().count() > 1) {
                divergent++;
                example(key + " differs between nodes "
                        + replicas.stream().map(Replica::node).toList() + ": " + shown);
            }
        }
    }

    private static Set<String> keysOf(List<Replica> replicas) {
        Set<String> keys = new TreeSet<>();
        replicas.forEach(replica -> keys.addAll(replica.rows().keySet()));
        return keys;
    }

    private int count(String fault, String key, Set<String> values) {
        if (!values.isEmpty()) {
            example(fault + ": " + key + " = " + values);
        }
        return values.size();
    }

    private void example(String text) {
        if (examples.size() < EXAMPLES) {
            examples.add(text);
        }
    }
}
