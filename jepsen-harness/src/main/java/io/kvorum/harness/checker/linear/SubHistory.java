package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes a history that is not linearizable smaller while it stays so, and stays meaningful: what an answer depends on is left
 * out only together with that answer ({@link Model#needs}). So whoever finds the small one impossible may conclude the same of
 * the large one.
 */
final class SubHistory<S> {
    private static final int MOST_CHECKS = 4000;

    private final Model<S> model;
    private final Limits limits;
    private final Set<String> given = new TreeSet<>();
    private int checks;

    private SubHistory(Model<S> model, Limits limits) {
        this.model = model;
        this.limits = limits;
    }

    /** @param operations are not linearizable */
    static <S> List<Operation> smallest(Model<S> model, List<Operation> operations, Limits limits) {
        SubHistory<S> search = new SubHistory<>(model, limits);
        operations.forEach(operation -> search.given.addAll(model.gives(operation)));
        List<Operation> small = search.beforeFailure(operations);
        List<Operation> before;
        do {
            before = small;
            small = search.withoutNeedless(small);
        } while (small.size() < before.size() && search.checks < MOST_CHECKS);
        return small;
    }

    /** Leaves out what started after the first answer that no order explains. */
    private List<Operation> beforeFailure(List<Operation> operations) {
        long[] ends = Prefix.ends(operations);
        int low = 0;
        int high = ends.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isBroken(Prefix.until(operations, ends[middle]))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        long failure = ends[low];
        List<Operation> begun = new ArrayList<>(operations.stream()
                .filter(operation -> operation.startNanos() <= failure)
                .sorted(Comparator.comparingLong(Operation::startNanos))
                .toList());
        return isBroken(begun) ? begun : operations;
    }

    private boolean isBroken(List<Operation> operations) {
        checks++;
        return Search.forOrder(model, operations, limits).run() == Search.End.NONE;
    }

    /** One round over all pieces, large ones first. */
    private List<Operation> withoutNeedless(List<Operation> operations) {
        List<Operation> kept = operations;
        for (int size = Math.max(1, kept.size() / 2); ; size /= 2) {
            int from = 0;
            while (from < kept.size() && checks < MOST_CHECKS) {
                List<Operation> fewer = without(kept, from, Math.min(kept.size(), from + size));
                if (!fewer.isEmpty() && isBroken(fewer)) {
                    kept = fewer;
                } else {
                    from += size;
                }
            }
            if (size <= 1) {
                return kept;
            }
        }
    }

    /** Leaves out a piece, and all whose answers depend on something in it. */
    private List<Operation> without(List<Operation> operations, int from, int to) {
        LinkedHashSet<Integer> gone = new LinkedHashSet<>();
        Set<String> names = new TreeSet<>();
        for (int i = from; i < to; i++) {
            gone.add(i);
            names.addAll(model.gives(operations.get(i)));
        }
        TreeMap<Integer, Set<String>> needs = new TreeMap<>();
        for (int i = 0; i < operations.size(); i++) {
            if (!gone.contains(i)) {
                needs.put(i, needs(operations.get(i)));
            }
        }
        boolean more = true;
        while (more) {
            more = needs.entrySet().removeIf(entry -> {
                boolean hit = entry.getValue().stream().anyMatch(names::contains);
                if (hit) {
                    names.addAll(model.gives(operations.get(entry.getKey())));
                }
                return hit;
            });
        }
        return needs.keySet().stream().map(operations::get).toList();
    }

    private Set<String> needs(Operation operation) {
        Set<String> needs = new TreeSet<>();
        for (String name : model.needs(operation)) {
            @Nullable String otherwise = given.contains(name) ? null : model.otherwiseNeeds(name);
            needs.add(otherwise == null ? name : otherwise);
        }
        return needs;
    }
}
