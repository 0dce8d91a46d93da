package io.kvorum.harness.sim;

import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.core.PlantedBug;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Would the simulator find a mistake in the core? Plants each known one and runs the standard seeds, 1 and up, until a run
 * is red.
 */
public final class PlantedSearch {
    /** Every planted bug is found within so many of the standard seeds. */
    public static final int MAX_SEEDS = 1_000;
    /** Shorter than the standard run, so that more seeds can be tried. */
    public static final int OPERATIONS = 400;

    private static final Set<PlantedBug> OF_REGISTERS =
            EnumSet.range(PlantedBug.ACCEPTOR_COMPARES_BARE_PROMISES_ONLY, PlantedBug.EMPTY_ACCEPTOR_VOTES);

    /**
     * What became of one bug.
     *
     * @param seeds how many were run
     * @param violation the first one found, if any was
     */
    public record Finding(PlantedBug bug, int seeds, Optional<Violation> violation, String replayCommand) {
        public boolean isFound() {
            return violation.isPresent();
        }
    }

    /**
     * Directed schedules are there for these: {@code RegisterScenariosTest}, {@code RegisterRepairTest}, {@code FiveAcceptorsTest},
     * {@code AcceptedLossTest}, {@code CrowdedLogTest}, {@code ResyncScenariosTest}, {@code DamagedRowScenariosTest}, {@code LastingDamageScenariosTest},
     * {@code EventualKeyScenariosTest}, {@code CounterFoldScenariosTest}, {@code CounterIndexTest}. What each of them takes to show is a
     * coincidence of more than the seeds draw: five replicas and two rounds under way while one of them loses its disk; an old copy from before a
     * delete that no log knows any more; a mutation that is late while its row is damaged where it was minted; a counter that is folded while one replica lacks what the
     * others have, and is read just then. A hint that is late breaks
     * no promise; and of a row that is replaced consumers of changes are told anyway, only of one that is whole again they are not.
     */
    private static final Set<PlantedBug> FOUND_BY_SCHEDULES = EnumSet.of(
            PlantedBug.BARE_ABSENCE_COUNTS,
            PlantedBug.OLD_COPY_KEEPS_REGISTERS,
            PlantedBug.OLD_COPY_VOTES_UNCONFIRMED,
            PlantedBug.RELEARNED_WITHOUT_NEW_EPOCH,
            PlantedBug.COPY_COUNTS_AS_VOTE,
            PlantedBug.GATHERS_FROM_A_MAJORITY,
            PlantedBug.FORGET_ENTRIES_THAT_NAME_REMOVED_IDS,
            PlantedBug.UNSTRIPPED_ROWS_NOT_SHIPPED,
            PlantedBug.ROWS_ABSENT_FROM_PAGES_KEPT,
            PlantedBug.EQUAL_KEYS_ARE_EQUAL_ROWS,
            PlantedBug.DAMAGED_ROW_REPLACED_AT_ONCE,
            PlantedBug.HINT_OF_DAMAGED_ROW_GOES_FIRST,
            PlantedBug.FEED_PASSES_OVER_DAMAGED_ROWS,
            PlantedBug.NEWS_WITHOUT_A_TRACE_IN_THE_ROW,
            PlantedBug.FOLDED_INCREMENT_TAKEN_FOR_REMOVED,
            PlantedBug.FOLD_FLOOR_NOT_CHECKED,
            PlantedBug.FOLD_FLOOR_OF_A_NEW_DISK,
            PlantedBug.FOLD_WITHOUT_CLOCKS,
            PlantedBug.COUNTER_READ_OVER_A_FOLD);

    private PlantedSearch() {}

    /** The bugs that the standard seeds must find. */
    public static Set<PlantedBug> foundBySeeds() {
        Set<PlantedBug> bugs = EnumSet.allOf(PlantedBug.class);
        bugs.removeAll(FOUND_BY_SCHEDULES);
        return bugs;
    }

    /** @param listener told of each bug as soon as its search ends */
    public static List<Finding> search(
            SimRun run, Set<PlantedBug> bugs, int maxSeeds, int operations, Consumer<Finding> listener) {
        List<Finding> findings = new ArrayList<>();
        for (PlantedBug bug : bugs) {
            Finding finding = search(run, bug, maxSeeds, operations);
            findings.add(finding);
            listener.accept(finding);
        }
        return findings;
    }

    /** A run in which the bug is looked for; mistakes of registers where it is about registers. */
    static SimOptions options(PlantedBug bug, int seed, int operations) {
        SimOptions standard = SimOptions.of(seed, operations);
        if (OF_REGISTERS.contains(bug)) {
            return standard.withProfile(Profile.REGISTERS);
        }
        // Seldom met in the standard mix: a removal has to travel ahead of what it removes, on one side of a cut.
        return bug == PlantedBug.DAMAGE_WITHOUT_KNOWLEDGE ? standard.withProfile(Profile.PARTITIONS) : standard;
    }

    public static Finding search(SimRun run, PlantedBug bug, int maxSeeds, int operations) {
        for (int seed = 1; seed <= maxSeeds; seed++) {
            SimOptions options = options(bug, seed, operations).withPlanted(bug);
            SimResult result = run.runBriefly(options);
            if (!result.isGreen()) {
                return new Finding(bug, seed, Optional.of(result.violations().get(0)), options.replayCommand());
            }
        }
        return new Finding(bug, maxSeeds, Optional.empty(), "");
    }
}
