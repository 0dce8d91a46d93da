package io.kvorum.harness.sim;

import io.kvorum.crdt.row.WriteId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Which of some increments make a sum? */
final class SumSearch {
    /** All combinations of so many are tried: of each half of them with each of the other. */
    private static final int MOST = 24;

    private SumSearch() {}

    /** Then nothing can be said. */
    static boolean isTooMany(SortedMap<WriteId, Long> increments) {
        return increments.size() > MOST;
    }

    /** A set of them with this sum: one that one half of them makes, and what is left the other half. */
    static Optional<SortedSet<WriteId>> explain(long sum, SortedMap<WriteId, Long> increments) {
        List<WriteId> ids = List.copyOf(increments.keySet());
        List<WriteId> first = ids.subList(0, ids.size() / 2);
        List<WriteId> second = ids.subList(ids.size() / 2, ids.size());
        Map<Long, Integer> sums = new HashMap<>();
        for (int choice = 0; choice < 1 << first.size(); choice++) {
            sums.putIfAbsent(sum(first, choice, increments), choice);
        }
        for (int choice = 0; choice < 1 << second.size(); choice++) {
            Integer rest = sums.get(sum - sum(second, choice, increments));
            if (rest != null) {
                SortedSet<WriteId> chosen = new TreeSet<>();
                chosen.addAll(chosen(first, rest));
                chosen.addAll(chosen(second, choice));
                return Optional.of(chosen);
            }
        }
        return Optional.empty();
    }

    private static long sum(List<WriteId> ids, int choice, Map<WriteId, Long> deltas) {
        return chosen(ids, choice).stream().mapToLong(deltas::get).sum();
    }

    private static List<WriteId> chosen(List<WriteId> ids, int choice) {
        return IntStream.range(0, ids.size())
                .filter(i -> (choice >> i & 1) == 1)
                .mapToObj(ids::get)
                .toList();
    }
}
