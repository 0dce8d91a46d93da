package io.kvorum.harness.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Makes a failing run small: leaves out operations and faults as long as some promise is still broken. Deterministic: the
 * same failing run, the same result.
 */
public final class Shrinker {
    private final SimRun run;
    private int runsLeft;

    private Shrinker(SimRun run, int maxRuns) {
        this.run = run;
        this.runsLeft = maxRuns;
    }

    /**
     * @param maxRuns how many runs may be spent
     * @return the smallest failing run found, with its story
     */
    public static SimResult shrink(SimRun run, SimResult red, int maxRuns) {
        if (red.isGreen()) {
            throw new IllegalArgumentException("seed " + red.options().seed() + " does not fail");
        }
        return new Shrinker(run, maxRuns).shrink(red.options());
    }

    private SimResult shrink(SimOptions options) {
        Plan plan =
                Plan.draw(options, options.effectiveProfile(), Layout.draw(options.seed(), options.effectiveProfile()));
        Plan kept = plan.kept(options);
        List<Integer> ops = new ArrayList<>(kept.ops().stream().map(Op::index).toList());
        List<Integer> faults =
                new ArrayList<>(kept.faults().stream().map(Fault::index).toList());
        int before;
        do {
            before = ops.size() + faults.size();
            List<Integer> fixedFaults = List.copyOf(faults);
            ops = reduce(ops, some -> isRed(options, some, fixedFaults));
            List<Integer> fixedOps = List.copyOf(ops);
            faults = reduce(faults, some -> isRed(options, fixedOps, some));
        } while (ops.size() + faults.size() < before && runsLeft > 0);
        return run.run(keeping(options, ops, faults));
    }

    /** Leaves out ever smaller parts: halves, quarters, …, single ones. */
    private List<Integer> reduce(List<Integer> items, Predicate<List<Integer>> fails) {
        List<Integer> current = items;
        int part = Math.max(1, current.size() / 2);
        while (part >= 1 && !current.isEmpty() && runsLeft > 0) {
            // From the end: what comes last matters least to what comes before it.
            for (int to = current.size(); to > 0 && runsLeft > 0; to = Math.min(to, current.size())) {
                int from = Math.max(0, to - part);
                List<Integer> rest = new ArrayList<>(current.subList(0, from));
                rest.addAll(current.subList(to, current.size()));
                if (fails.test(rest)) {
                    current = rest;
                }
                to = from;
            }
            part = part == 1 ? 0 : part / 2;
        }
        return current;
    }

    private boolean isRed(SimOptions options, List<Integer> ops, List<Integer> faults) {
        runsLeft--;
        return !run.runBriefly(keeping(options, ops, faults)).isGreen();
    }

    private static SimOptions keeping(SimOptions options, List<Integer> ops, List<Integer> faults) {
        SortedSet<Integer> keptOps = new TreeSet<>(ops);
        SortedSet<Integer> keptFaults = new TreeSet<>(faults);
        return options.keeping(keptOps, keptFaults);
    }
}
