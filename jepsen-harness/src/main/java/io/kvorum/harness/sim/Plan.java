package io.kvorum.harness.sim;

import io.kvorum.replication.quorum.Level;
import java.util.ArrayList;
import java.util.List;

/** What the clients will do and what will go wrong, drawn before the run so that parts of it can be left out. */
record Plan(List<Op> ops, List<Fault> faults) {
    static final int CLIENTS = 6;
    static final String BUCKET = "data";

    static Plan draw(SimOptions options, Profile profile, Layout layout) {
        SimRandom random = new SimRandom(options.seed()).fork(7);
        return new Plan(
                ops(random.fork(1), options, profile, layout),
                faults(random.fork(2), options, profile, layout.nodes()));
    }

    /** What is left when only some operations and faults are wanted. */
    Plan kept(SimOptions options) {
        return new Plan(
                ops.stream()
                        .filter(op -> options.keepOps()
                                .map(keep -> keep.contains(op.index()))
                                .orElse(true))
                        .toList(),
                faults.stream()
                        .filter(fault -> options.keepFaults()
                                .map(keep -> keep.contains(fault.index()))
                                .orElse(true))
                        .toList());
    }

    private static List<Op> ops(SimRandom random, SimOptions options, Profile profile, Layout layout) {
        int keys = 1 + random.below(5);
        int getPercent = 25 + random.below(35);
        int deletePercent = 10 + random.below(30);
        // Half of the runs keep to quorums, so that losses of a disk are survivable.
        boolean anyLevel = random.chance(50);
        List<Op> ops = new ArrayList<>(options.operations());
        for (int index = 0; index < options.operations(); index++) {
            SimRandom own = random.fork(index);
            Op.Kind kind =
                    own.chance(getPercent) ? Op.Kind.GET : own.chance(deletePercent) ? Op.Kind.DELETE : Op.Kind.PUT;
            boolean sloppy = own.chance(profile == Profile.HINTS ? 70 : 10);
            boolean patient = own.chance(70);
            ops.add(new Op(
                    index,
                    own.below(CLIENTS),
                    kind,
                    BUCKET,
                    "k" + own.below(keys),
                    anyLevel || kind == Op.Kind.GET ? own.pick(layout.levels()) : Level.QUORUM,
                    sloppy,
                    source(own, kind),
                    own.skewed(1, profile.isShortWindow() ? 200 : 60),
                    patient ? 400 : own.between(5, 60),
                    1 + own.below(4),
                    own.chance(profile.isShortWindow() ? 10 : 2) ? own.between(500, 6_000) : own.skewed(1, 50),
                    own.chance(8) ? own.skewed(1, profile.isShortWindow() ? 8_000 : 1_500) : 0));
        }
        return ops;
    }

    private static Op.Source source(SimRandom random, Op.Kind kind) {
        int draw = random.below(100);
        if (kind == Op.Kind.GET) {
            return draw < 50 ? Op.Source.OWN : Op.Source.NONE;
        }
        if (draw < 40) {
            return Op.Source.FRESH;
        }
        if (draw < 60) {
            return Op.Source.OWN;
        }
        if (draw < 75) {
            return Op.Source.STALE;
        }
        return draw < 88 || kind == Op.Kind.DELETE ? Op.Source.OTHER : Op.Source.NONE;
    }

    private static List<Fault> faults(SimRandom random, SimOptions options, Profile profile, int nodes) {
        // Operations take some 30 ms of their client's time.
        long spanMillis = Math.max(300, options.operations() * (profile.isShortWindow() ? 70L : 35L) / CLIENTS);
        int count = (int) Math.max(2, spanMillis / (60 + random.below(250)));
        List<Fault> faults = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            SimRandom own = random.fork(index);
            FaultKind kind = profile.pick(own);
            int node = 1 + own.below(nodes);
            int other = 1 + (node - 1 + 1 + own.below(nodes - 1)) % nodes;
            faults.add(new Fault(
                    index,
                    kind,
                    own.between(0, spanMillis),
                    kind == FaultKind.CRASH_ON_MESSAGE ? 1 + own.below(3) : node,
                    switch (kind) {
                        case CRASH_AT -> own.below(Watch.Boundary.values().length);
                        case CRASH_ON_MESSAGE -> own.below(FaultInjector.MESSAGE_TYPES.size());
                        default -> other;
                    },
                    own.skewed(20, profile.isShortWindow() ? 5_000 : 2_000),
                    amount(own, kind, nodes)));
        }
        return faults;
    }

    private static long amount(SimRandom random, FaultKind kind, int nodes) {
        return switch (kind) {
            case CRASH_AT, CRASH_ON_MESSAGE -> 1 + random.below(20);
            case PARTITION -> 1 + random.below((1 << nodes) - 2);
            case FLAP -> random.between(10, 120);
            case LOSS -> random.between(2, 40);
            case DUPLICATE -> random.between(5, 50);
            case REORDER -> random.between(10, 60);
            case DELAY -> random.between(10, 150);
            case LATE_LINK -> random.skewed(20, 3_000);
            case SLOW_NODE -> random.between(200, 4_000);
            case SLOW_DISK -> random.between(5, 100);
            case CLOCK_JUMP -> random.between(-250, 250);
            case DAMAGE -> random.next() >>> 1;
            default -> 0;
        };
    }
}
