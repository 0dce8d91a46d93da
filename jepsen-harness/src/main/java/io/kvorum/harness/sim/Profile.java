package io.kvorum.harness.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A mix of faults and requests. Each seed runs under one profile, so that rare windows are met often enough. */
public enum Profile {
    /** A little of everything. */
    MIXED("CRASH 4, RESTART 2, CRASH_AT 4, CRASH_ON_MESSAGE 3, CRASH_ALL 1, CASCADE 1, WIPE 2, SNAPSHOT 2,"
            + " RESTORE_MARKED 1, RESTORE_ELSEWHERE 1, RESTORE_UNMARKED 1, DAMAGE 1, ROW_LOST 3, BUCKET_CHANGE 4,"
            + " DOOMED_BUCKET 4, SERIALISER_LOST 1, FORGED_CONTEXT 2, FOREIGN_CONTEXT 2, REUSED_WRITE_ID 2,"
            + " PARTITION 4, ONE_WAY 3, FLAP 1, LOSS 2, DUPLICATE 2, REORDER 2, DELAY 1, LATE_LINK 2,"
            + " LATE_WRITE_BACK 2, RESET 2, WRONG_DOWN 2, SLOW_NODE 1, SLOW_DISK 1, CLOCK_JUMP 2, TTL_CHANGE 2,"
            + " CLOCK_WRONG 2"),
    /** Processes die at every point, often several at once. */
    CRASHES("CRASH 4, RESTART 3, CRASH_AT 10, CRASH_ON_MESSAGE 8, CRASH_ALL 4, CASCADE 2, ROW_LOST 2, SLOW_DISK 3,"
            + " BUCKET_CHANGE 2, ONE_WAY 3, LOSS 1, CLOCK_WRONG 2"),
    /** The network is cut in all ways. */
    PARTITIONS("PARTITION 8, ONE_WAY 8, ROW_LOST 2, BUCKET_CHANGE 5, DOOMED_BUCKET 5, FLAP 3, WRONG_DOWN 3, RESET 3,"
            + " CRASH 1, LATE_LINK 3, TTL_CHANGE 3, CLOCK_WRONG 2"),
    /** Messages are lost, doubled, late and overtaken. */
    LOSSY("LOSS 5, DUPLICATE 5, REORDER 5, DELAY 3, LATE_LINK 5, LATE_WRITE_BACK 6, ROW_LOST 2, FORGED_CONTEXT 2,"
            + " FOREIGN_CONTEXT 2, REUSED_WRITE_ID 3, RESET 3, SLOW_NODE 3, CRASH_AT 2, TTL_CHANGE 3"),
    /** Disks are lost, around one-way partitions that keep writes on one node. */
    WIPES("WIPE 8, DAMAGE 3, BUCKET_CHANGE 4, DOOMED_BUCKET 4, SERIALISER_LOST 2, ONE_WAY 8, PARTITION 3, CRASH_AT"
            + " 2, LOSS 3, LATE_LINK 2, CLOCK_JUMP 2"),
    /** Buckets come and go while the nodes that agree on them lose their disks and cannot reach each other. */
    CATALOGUE("BUCKET_CHANGE 16, DOOMED_BUCKET 12, SERIALISER_LOST 22, WIPE 6, CRASH 3, CRASH_AT 2, CRASH_ON_MESSAGE 8,"
            + " ONE_WAY 8, PARTITION 6, LOSS 2, LATE_LINK 3, SNAPSHOT 2, RESTORE_MARKED 1, RESTORE_ELSEWHERE 1,"
            + " RESTORE_UNMARKED 1"),
    /** Directories are replaced by old copies. */
    COPIES("SNAPSHOT 8, BUCKET_CHANGE 3, RESTORE_MARKED 3, RESTORE_ELSEWHERE 3, RESTORE_UNMARKED 5, ONE_WAY 3,"
            + " CRASH 2, LOSS 1"),
    /** Writes go through fallbacks; hints wait, and their targets are wiped. */
    HINTS("PARTITION 5, CRASH 6, WRONG_DOWN 5, WIPE 4, ONE_WAY 3, LATE_LINK 3"),
    /** The window of write ids is short: retries, hints and messages come after pruning. */
    WINDOW("PARTITION 4, ONE_WAY 5, REUSED_WRITE_ID 2, LATE_LINK 6, CRASH 3, WIPE 3, CLOCK_JUMP 4, LOSS 3, TTL_CHANGE"
            + " 2"),
    /** One node at a time is left alone with its hints, for longer than the window; little else happens. */
    LONELY("PARTITION 12, CRASH 1, CLOCK_JUMP 1"),
    /** Many clients of few registers, whose rounds meet each other, late messages, crashes and lost disks. */
    REGISTERS(
            "LATE_LINK 10, ONE_WAY 8, WIPE 8, CRASH_ON_MESSAGE 8, CRASH_AT 5, CRASH_ALL 4, CRASH 3, RESTART 3, LOSS 5,"
                + " DUPLICATE 2, REORDER 3, SLOW_DISK 4, SLOW_NODE 2, PARTITION 5, WRONG_DOWN 2, RESET 2, SNAPSHOT 3,"
                + " RESTORE_MARKED 2, RESTORE_ELSEWHERE 1, RESTORE_UNMARKED 1, BUCKET_CHANGE 1, CLOCK_JUMP 1"),
    /** Nothing but operations. */
    CALM("CLOCK_JUMP 1");

    private static final int FAULTY = 11;
    /** One seed of so many is calm. */
    private static final int CALM_EVERY = 37;

    private final String weights;

    Profile(String weights) {
        this.weights = weights;
    }

    /** The profile of a seed: the faulty ones alike, seldom the calm one. */
    static Profile of(long seed) {
        int turn = (int) Long.remainderUnsigned(SimRandom.mix(seed), CALM_EVERY);
        return turn == CALM_EVERY - 1 ? CALM : values()[turn % FAULTY];
    }

    /** The kinds of faults, each as often as its weight. */
    List<FaultKind> bag() {
        List<FaultKind> kinds = new ArrayList<>();
        for (String entry : weights.split(", ")) {
            int space = entry.indexOf(' ');
            int weight = Integer.parseInt(entry.substring(space + 1));
            kinds.addAll(Collections.nCopies(weight, FaultKind.valueOf(entry.substring(0, space))));
        }
        return kinds;
    }

    /** How often the window of write ids is so short that pruning happens within the run. */
    int shortWindowPercent() {
        return switch (this) {
            case WINDOW, LONELY -> 100;
            case HINTS, WIPES, COPIES, REGISTERS -> 50;
            default -> 10;
        };
    }

    boolean usesFallbacks() {
        return this == HINTS || this == LONELY;
    }
}
