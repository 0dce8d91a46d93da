package io.kvorum.harness.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * All faults of one kind together; see {@link FaultFigures}.
 *
 * @param faults how many
 * @param operations that were under way while one lasted
 * @param answered of these, with success
 * @param late faults with a pause above a second
 * @param recoveryMs the longest time from healing until each client was served; empty if that never was before the next fault
 * @param neverRecovered faults after which a client was not served before the next one
 * @param consistencyMs the longest time from healing until each replica had what was acknowledged before; empty if none is known
 * @param neverConsistent faults of which some replica had not all that was acknowledged before the next one
 */
public record KindFigures(
        FaultKind kind,
        int faults,
        long operations,
        long answered,
        long longestPauseMs,
        long silenceMs,
        long late,
        OptionalLong recoveryMs,
        long neverRecovered,
        OptionalLong consistencyMs,
        long neverConsistent) {
    private static final long LATE_MS = 1_000;

    /** By kind, in the order of kinds; none of kinds that there were not. */
    static List<KindFigures> of(List<FaultFigures> faults) {
        TreeMap<FaultKind, List<FaultFigures>> kinds = new TreeMap<>();
        faults.forEach(fault -> kinds.computeIfAbsent(fault.fault().kind(), kind -> new ArrayList<>())
                .add(fault));
        List<KindFigures> all = new ArrayList<>();
        kinds.forEach((kind, of) -> all.add(of(kind, of)));
        return all;
    }

    /** @param faults of this kind */
    public static KindFigures of(FaultKind kind, List<FaultFigures> faults) {
        return new KindFigures(
                kind,
                faults.size(),
                faults.stream().mapToLong(FaultFigures::operations).sum(),
                faults.stream().mapToLong(FaultFigures::answered).sum(),
                faults.stream().mapToLong(FaultFigures::longestPauseMs).max().orElse(0),
                faults.stream().mapToLong(FaultFigures::silenceMs).max().orElse(0),
                faults.stream()
                        .filter(fault -> fault.longestPauseMs() > LATE_MS)
                        .count(),
                slowest(faults, FaultFigures::recoveredMs),
                faults.stream().filter(fault -> fault.recoveredMs().isEmpty()).count(),
                slowest(faults, FaultFigures::consistentMs),
                faults.stream()
                        .filter(fault ->
                                fault.followed() && fault.consistentMs().isEmpty())
                        .count());
    }

    private static OptionalLong slowest(List<FaultFigures> faults, Function<FaultFigures, OptionalLong> time) {
        return faults.stream()
                .map(time)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .max();
    }

    /** The share of operations that succeeded, from 0 to 1; 1 if there were none. */
    public double availability() {
        return operations == 0 ? 1 : (double) answered / operations;
    }
}
