package io.kvorum.harness.sim;

import io.kvorum.replication.message.PeerMessage;
import java.util.ArrayList;
import java.util.List;

/** Draws the faults of a run. */
final class FaultDraw {
    private static final List<Class<?>> CATALOGUE_MESSAGES = List.of(
            PeerMessage.TopologyOffer.class,
            PeerMessage.CataloguePrepare.class,
            PeerMessage.CataloguePromise.class,
            PeerMessage.CatalogueAccept.class,
            PeerMessage.CatalogueAccepted.class);
    private static final List<Class<?>> REGISTER_MESSAGES = List.of(
            PeerMessage.PrepareRegister.class,
            PeerMessage.AcceptRegister.class,
            PeerMessage.RegisterAnswer.class,
            PeerMessage.RegisterAnswer.class,
            PeerMessage.ReadRegister.class,
            PeerMessage.RegisterPage.class,
            PeerMessage.RegistersCompared.class,
            PeerMessage.TopologyOffer.class);

    private static final int CHANGED_ROWS = 1 << 20;
    private static final int MORE_CHANGED_ROWS = (1 << 20) + 1;
    private static final int CHANGED_ROWS_PERCENT = 35;

    private final Profile profile;
    private final List<FaultKind> bag;
    private final Layout layout;
    private final long spanMillis;

    private FaultDraw(Profile profile, Layout layout, long spanMillis) {
        this.profile = profile;
        this.bag = profile.bag();
        this.layout = layout;
        this.spanMillis = spanMillis;
    }

    static List<Fault> draw(SimRandom random, int operations, Profile profile, Layout layout) {
        // Operations take some 30 ms of their client's time, and more where clients wait long.
        boolean lonely = profile == Profile.LONELY;
        long perOperation = lonely ? 220 : layout.shortWindow() ? 70 : 35;
        long span = Math.max(300, operations * perOperation / Plan.CLIENTS);
        long everyMillis = lonely ? 2_000 + random.below(2_000) : 60 + random.below(250);
        int count = (int) Math.max(2, span / everyMillis);
        FaultDraw draw = new FaultDraw(profile, layout, span);
        List<Fault> faults = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            faults.add(draw.fault(random.fork(index), index));
        }
        SimRandom changes = random.fork(CHANGED_ROWS);
        if (profile != Profile.CALM && changes.chance(CHANGED_ROWS_PERCENT)) {
            for (int more = 1 + changes.below(4); more > 0; more--) {
                faults.add(new Fault(
                        faults.size(),
                        FaultKind.ROW_CHANGED,
                        changes.between(0, span),
                        1 + changes.below(layout.nodes()),
                        0,
                        0,
                        changes.next() >>> 1));
            }
        }
        SimRandom more = random.fork(MORE_CHANGED_ROWS);
        if (profile != Profile.CALM && more.chance(CHANGED_ROWS_PERCENT)) {
            for (int left = 1 + more.below(3); left > 0; left--) {
                faults.add(draw.changedRow(more, faults.size()));
            }
        }
        return faults;
    }

    /** At two nodes, or for a while. */
    private Fault changedRow(SimRandom own, int index) {
        int nodes = layout.nodes();
        int node = 1 + own.below(nodes);
        return new Fault(
                index,
                own.chance(50) ? FaultKind.ROWS_CHANGED : FaultKind.ROW_FLICKERS,
                own.between(0, spanMillis),
                node,
                1 + (node + own.below(nodes - 1)) % nodes,
                own.skewed(20, 3_000),
                own.next() >>> 1);
    }

    private Fault fault(SimRandom own, int index) {
        FaultKind kind = own.pick(bag);
        int nodes = layout.nodes();
        // The first nodes agree on the catalogue, and the very first one serialises it.
        int node = profile == Profile.CATALOGUE && own.chance(40) ? 1 : 1 + own.below(nodes);
        int other = 1 + (node + own.below(nodes - 1)) % nodes;
        return new Fault(
                index,
                kind,
                own.between(0, spanMillis),
                kind == FaultKind.CRASH_ON_MESSAGE ? 1 + own.below(3) : node,
                switch (kind) {
                    case CRASH_AT -> own.below(Watch.Boundary.values().length);
                    case CRASH_ON_MESSAGE -> messageType(own);
                    default -> other;
                },
                durationMillis(own, kind),
                amount(own, kind));
    }

    /** Any, where buckets come and go those about them, and often a row that a read writes back: between it and the read's answer lies a narrow window. */
    private int messageType(SimRandom own) {
        if (profile == Profile.CATALOGUE) {
            return FaultInjector.MESSAGE_TYPES.indexOf(own.pick(CATALOGUE_MESSAGES));
        }
        if (profile == Profile.REGISTERS) {
            return FaultInjector.MESSAGE_TYPES.indexOf(own.pick(REGISTER_MESSAGES));
        }
        return own.chance(30)
                ? FaultInjector.MESSAGE_TYPES.indexOf(PeerMessage.RepairRow.class)
                : own.below(FaultInjector.MESSAGE_TYPES.size());
    }

    /** Mostly short; where hints shall outlive the window of write ids, long enough to leave a fallback alone. */
    private long durationMillis(SimRandom own, FaultKind kind) {
        if (profile == Profile.LONELY) {
            return kind == FaultKind.PARTITION ? own.between(2_500, 7_000) : own.skewed(20, 1_500);
        }
        if (kind == FaultKind.SERIALISER_LOST) {
            return own.between(5, 60);
        }
        return own.skewed(20, layout.shortWindow() ? 5_000 : 2_000);
    }

    private long amount(SimRandom own, FaultKind kind) {
        return switch (kind) {
            case CRASH_AT, CRASH_ON_MESSAGE -> 1L + own.below(own.chance(50) ? 4 : 20);
            case PARTITION -> side(own);
            case FLAP -> own.between(10, 120);
            case LOSS -> own.between(2, profile == Profile.LOSSY ? 60 : 30);
            case DUPLICATE -> own.between(5, 50);
            case REORDER -> own.between(10, 60);
            case DELAY -> own.between(10, 150);
            case DOOMED_BUCKET -> own.between(1, 60);
            case SERIALISER_LOST -> own.next() >>> 1;
            case LATE_WRITE_BACK -> own.between(50, 350);
            case LATE_LINK -> own.skewed(20, 3_000);
            case SLOW_NODE -> own.between(200, 4_000);
            case SLOW_DISK -> own.between(5, 100);
            case TTL_CHANGE -> own.below(1 + Layout.BUCKET_TTLS.size());
            case CLOCK_WRONG -> own.between(600, 5_000);
            case CLOCK_JUMP -> own.between(-250, 250);
            case DAMAGE, ROW_LOST -> own.next() >>> 1;
            default -> 0;
        };
    }

    /** The nodes on one side of a partition, as bits; to leave fallbacks alone, small sides where hints are wanted. */
    private long side(SimRandom own) {
        int nodes = layout.nodes();
        long one = 1L << own.below(nodes);
        if (profile == Profile.LONELY) {
            return one;
        }
        if (profile == Profile.HINTS && own.chance(70)) {
            return one | (own.chance(50) ? 1L << own.below(nodes) : 0);
        }
        return 1L + own.below((1 << nodes) - 2);
    }
}
