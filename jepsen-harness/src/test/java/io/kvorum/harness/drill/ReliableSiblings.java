package io.kvorum.harness.drill;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Invocation;
import io.kvorum.harness.checker.history.Operation;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an eventual bucket promises at quorum, in memory: values that nothing has replaced; each operation takes effect at once. */
final class ReliableSiblings {
    /** So often it loses a write, or brings a value back: some of these are replaced again before anybody has looked. */
    private static final int TIMES = 8;

    /** What it does wrong. */
    enum Mistake {
        NONE,
        /** A write is acknowledged, and nothing is changed. */
        LOSES_WRITES,
        /** What a write had replaced is there again. */
        BRINGS_BACK,
        /** A value that nobody wrote. */
        INVENTS,
        /** One replica lacks a value when all is quiet. */
        DIFFERS
    }

    private final TreeMap<String, TreeSet<String>> live = new TreeMap<>();
    private Mistake due = Mistake.NONE;
    private int times;

    /** At the next chances. */
    void mistake(Mistake mistake) {
        due = mistake;
        times = TIMES;
    }

    private void madeOne() {
        if (--times == 0) {
            due = Mistake.NONE;
        }
    }

    boolean isDone() {
        return due == Mistake.NONE;
    }

    /** @param endNanos of the operation as its client sees it */
    Operation run(Invocation asked, long endNanos) {
        TreeSet<String> values = live.computeIfAbsent(asked.key(), key -> new TreeSet<>());
        if (!asked.action().isWrite()) {
            if (due == Mistake.INVENTS) {
                values.add("phantom");
                due = Mistake.NONE;
            }
            return asked.applied(endNanos, new Answer.Siblings(values.stream().toList()));
        }
        boolean replaces = values.stream().anyMatch(asked.request().after()::contains);
        if (due == Mistake.LOSES_WRITES && asked.action() == Action.PUT) {
            madeOne();
            return asked.applied(endNanos);
        }
        if (due == Mistake.BRINGS_BACK && replaces) {
            madeOne();
        } else {
            values.removeAll(asked.request().after());
        }
        asked.request().value().ifPresent(values::add);
        return asked.applied(endNanos);
    }

    /** A final read at one node. */
    Operation readAt(int node, Invocation asked, long endNanos) {
        TreeSet<String> values = new TreeSet<>(live.getOrDefault(asked.key(), new TreeSet<>()));
        if (due == Mistake.DIFFERS && node == 2 && !values.isEmpty()) {
            values.pollFirst();
            due = Mistake.NONE;
        }
        return asked.applied(endNanos, new Answer.Siblings(values.stream().toList()))
                .at(new Operation.Origin(0, "n" + node, ""));
    }
}
