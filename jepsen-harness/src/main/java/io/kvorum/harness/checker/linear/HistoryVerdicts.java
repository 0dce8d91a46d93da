package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.IntConsumer;

/** Judges a history of many keys: each for itself, several at a time. */
public final class HistoryVerdicts {
    private HistoryVerdicts() {}

    /** The operations of each key, in the order of the history. */
    public static Map<String, List<Operation>> byKey(List<Operation> history) {
        Map<String, List<Operation>> keys = new LinkedHashMap<>();
        history.forEach(operation ->
                keys.computeIfAbsent(operation.key(), key -> new ArrayList<>()).add(operation));
        return keys;
    }

    /**
     * @param progress is told how many operations were judged, from several threads
     * @return the verdict of each key
     */
    public static SortedMap<String, Verdict> of(
            ObjectKind kind, Map<String, List<Operation>> keys, Limits limits, IntConsumer progress) {
        Map<String, Verdict> verdicts = new ConcurrentSkipListMap<>();
        keys.entrySet().parallelStream().forEach(entry -> {
            Verdict verdict = LinearCheck.check(kind, entry.getValue(), limits);
            verdicts.put(entry.getKey(), verdict);
            progress.accept(entry.getValue().size());
        });
        return new TreeMap<>(verdicts);
    }
}
