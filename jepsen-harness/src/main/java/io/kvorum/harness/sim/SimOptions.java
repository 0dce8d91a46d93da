package io.kvorum.harness.sim;

import io.kvorum.replication.core.PlantedBug;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * One run.
 *
 * @param operations how many client operations
 * @param profile the seed's own if empty
 * @param planted mistakes that the core is told to make
 * @param keepOps only these operations of the plan; all if empty
 * @param keepFaults only these faults of the plan; all if empty
 */
public record SimOptions(
        long seed,
        int operations,
        Optional<Profile> profile,
        Set<PlantedBug> planted,
        Optional<SortedSet<Integer>> keepOps,
        Optional<SortedSet<Integer>> keepFaults) {
    public static final int DEFAULT_OPERATIONS = 1_000;

    public SimOptions {
        if (operations < 1) {
            throw new IllegalArgumentException("a run needs at least one operation, not " + operations);
        }
    }

    public static SimOptions of(long seed, int operations) {
        return new SimOptions(
                seed,
                operations,
                Optional.empty(),
                EnumSet.noneOf(PlantedBug.class),
                Optional.empty(),
                Optional.empty());
    }

    public SimOptions withProfile(Profile chosen) {
        return new SimOptions(seed, operations, Optional.of(chosen), planted, keepOps, keepFaults);
    }

    public SimOptions withPlanted(PlantedBug bug) {
        return new SimOptions(seed, operations, profile, EnumSet.of(bug), keepOps, keepFaults);
    }

    public SimOptions keeping(SortedSet<Integer> ops, SortedSet<Integer> faults) {
        return new SimOptions(seed, operations, profile, planted, Optional.of(ops), Optional.of(faults));
    }

    /** The command that runs this again. */
    public String replayCommand() {
        StringBuilder command = new StringBuilder("./kvctl sim --seed ")
                .append(seed)
                .append(" --ops ")
                .append(operations);
        profile.ifPresent(chosen -> command.append(" --profile ").append(chosen));
        planted.forEach(bug -> command.append(" --plant ").append(bug));
        keepOps.ifPresent(ops -> command.append(" --keep-ops ").append(IndexSet.format(ops)));
        keepFaults.ifPresent(faults -> command.append(" --keep-faults ").append(IndexSet.format(faults)));
        return command.toString();
    }

    public Profile effectiveProfile() {
        return profile.orElseGet(() -> Profile.of(seed));
    }
}
