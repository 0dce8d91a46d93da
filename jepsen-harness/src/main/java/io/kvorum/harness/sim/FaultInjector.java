package io.kvorum.harness.sim;

import io.kvorum.replication.message.PeerMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the planned faults happen, and undoes them when their time is over. */
final class FaultInjector implements Watch {
    static final List<Class<?>> MESSAGE_TYPES = List.of(PeerMessage.class.getPermittedSubclasses());
    private static final long MILLI = 1_000_000;
    /** After an unmarked old copy came back its peers must be reachable for so long. */
    private static final long RECOGNITION_NANOS = 2_000 * MILLI;

    /** A crash that waits for its moment. */
    private static final class Armed {
        private final Fault fault;
        private long countdown;

        Armed(Fault fault) {
            this.fault = fault;
            this.countdown = fault.amount();
        }

        boolean strikes() {
            return --countdown == 0;
        }
    }

    private final SimWorld world;
    private final Ledger ledger;
    private final Atlas atlas;
    private final Coverage coverage;
    private final CatalogueClient buckets;
    private final Mischief mischief;
    private final DoomedBucket doomed;
    private final SerialiserLoss serialiserLoss;
    private final ExpiryFaults expiryFaults;
    private final List<Armed> atBoundary = new ArrayList<>();
    private final List<Armed> onMessage = new ArrayList<>();
    private final SortedMap<Integer, SimDisk.Snapshot> backups = new TreeMap<>();
    private final EnumMap<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);
    private long quietUntilNanos;
    private boolean over;

    FaultInjector(
            SimWorld world,
            Ledger ledger,
            Coverage coverage,
            Catalogue catalogue,
            CatalogueClient buckets,
            Mischief mischief,
            ExpiryFaults expiryFaults) {
        this.world = world;
        this.ledger = ledger;
        this.atlas = new Atlas(
                world, ledger, new CatalogueAtlas(world, catalogue, ledger), new RegisterAtlas(world, catalogue));
        this.buckets = buckets;
        this.mischief = mischief;
        this.doomed = new DoomedBucket(world, buckets);
        this.serialiserLoss = new SerialiserLoss(world, buckets, node -> lose(node, 2 * MILLI));
        this.expiryFaults = expiryFaults;
        this.coverage = coverage;
        world.harm().guardedBy(atlas::survivesLossOfRow);
    }

    void schedule(List<Fault> faults) {
        for (Fault fault : faults) {
            world.queue().after(fault.atMillis() * MILLI, () -> begin(fault));
        }
    }

    Map<FaultKind, Integer> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** No more faults: everything is mended and every node is started. */
    void heal() {
        over = true;
        serialiserLoss.end();
        doomed.end();
        atBoundary.clear();
        onMessage.clear();
        world.network().heal();
        for (SimNode node : world.nodes()) {
            node.stepNanos = 0;
            node.commit().fsyncFactor = 1;
            node.disk().repair();
            node.clock().right();
            revive(node.number(), 0);
        }
    }

    private void begin(Fault fault) {
        if (over) {
            return;
        }
        if (world.now() < quietUntilNanos) {
            world.queue().at(quietUntilNanos, () -> begin(fault));
            return;
        }
        if (inject(fault)) {
            counts.merge(fault.kind(), 1, Integer::sum);
            world.trace().line(world.now(), "", fault::toString);
        }
    }

    /** @return whether it happened: some are left out when they would not be survivable */
    private boolean inject(Fault fault) {
        return switch (fault.kind()) {
            case CRASH -> crash(fault.node(), fault.durationMillis());
            case RESTART -> restart(fault.node(), fault.durationMillis());
            case CRASH_AT -> atBoundary.add(new Armed(fault));
            case CRASH_ON_MESSAGE -> onMessage.add(new Armed(fault));
            case CRASH_ALL -> crashAll(fault, 0);
            case CASCADE -> crashAll(fault, Math.min(fault.durationMillis(), 300));
            case WIPE -> wipe(fault);
            case SNAPSHOT -> snapshot(fault);
            case RESTORE_MARKED, RESTORE_ELSEWHERE, RESTORE_UNMARKED -> restore(fault);
            case DAMAGE, ROW_LOST, ROW_CHANGED, ROWS_CHANGED, ROW_FLICKERS ->
                world.harm().make(fault);
            case SLOW_NODE, SLOW_DISK, CLOCK_JUMP -> slow(fault);
            case TTL_CHANGE, CLOCK_WRONG -> expiryFaults.begin(fault);
            case BUCKET_CHANGE -> {
                buckets.change(fault.node(), fault.index());
                yield true;
            }
            case DOOMED_BUCKET -> doomed.begin(fault, () -> crash(fault.other(), 5));
            case FORGED_CONTEXT, FOREIGN_CONTEXT, REUSED_WRITE_ID -> mischief.make(fault);
            case SERIALISER_LOST -> serialiserLoss.begin(fault);
            default -> network(fault);
        };
    }

    // Processes.

    private boolean crash(int number, long downMillis) {
        SimNode node = world.node(number);
        if (!node.isUp()) {
            return false;
        }
        node.crash();
        revive(number, downMillis * MILLI);
        return true;
    }

    private boolean restart(int number, long downMillis) {
        SimNode node = world.node(number);
        if (!node.isUp()) {
            return false;
        }
        node.shutDown();
        revive(number, downMillis * MILLI);
        return true;
    }

    private void revive(int number, long afterNanos) {
        world.queue().after(afterNanos, () -> {
            if (!world.node(number).isUp()) {
                world.node(number).boot();
            }
        });
    }

    private boolean crashAll(Fault fault, long staggerMillis) {
        boolean any = false;
        for (SimNode node : world.nodes()) {
            long later = staggerMillis * node.number();
            if (staggerMillis == 0) {
                any |= crash(node.number(), Math.max(1, fault.durationMillis() / 4) + node.number());
            } else {
                any = true;
                world.queue().after(later * MILLI, () -> {
                    if (!over) {
                        crash(node.number(), staggerMillis);
                    }
                });
            }
        }
        return any;
    }

    @Override
    public void onBoundary(SimNode node, Boundary boundary) {
        for (int i = 0; i < atBoundary.size(); i++) {
            Armed armed = atBoundary.get(i);
            if (armed.fault.node() == node.number()
                    && armed.fault.other() == boundary.ordinal()
                    && world.now() >= quietUntilNanos
                    && armed.strikes()) {
                atBoundary.remove(i);
                crash(node.number(), armed.fault.durationMillis());
                return;
            }
        }
    }

    @Override
    public void onArrival(SimNetwork.InFlight flight) {
        serialiserLoss.onArrival(flight);
        for (int i = 0; i < onMessage.size(); i++) {
            Armed armed = onMessage.get(i);
            if (MESSAGE_TYPES.get(armed.fault.other()) == flight.message().getClass()
                    && world.now() >= quietUntilNanos
                    && armed.strikes()) {
                onMessage.remove(i);
                if ((armed.fault.node() & 1) != 0) {
                    crash(flight.from(), armed.fault.durationMillis());
                }
                if ((armed.fault.node() & 2) != 0) {
                    crash(flight.to(), armed.fault.durationMillis());
                }
                return;
            }
        }
    }

    // Disks.

    private boolean wipe(Fault fault) {
        return lose(world.node(fault.node()), Math.max(1, fault.durationMillis() / 4) * MILLI);
    }

    private boolean lose(SimNode node, long downNanos) {
        if (!atlas.survivesLossOf(node)) {
            return false;
        }
        node.crash(0);
        coverage.wiping(node);
        node.wipe();
        dataLost(node);
        revive(node.number(), downNanos);
        return true;
    }

    private void dataLost(SimNode node) {
        backups.remove(node.number());
        ledger.lost(node.number(), node.disk());
        world.harm().diskLost(node);
        atlas.fallbackLost(node.number());
        world.trace().line(world.now(), "", () -> "node " + node.number() + " has lost data");
    }

    private boolean snapshot(Fault fault) {
        backups.put(fault.node(), world.node(fault.node()).disk().snapshot());
        return true;
    }

    private boolean restore(Fault fault) {
        SimNode node = world.node(fault.node());
        SimDisk.@Nullable Snapshot backup = backups.get(fault.node());
        boolean unmarked = fault.kind() == FaultKind.RESTORE_UNMARKED;
        if (backup == null || !atlas.survives(node, backup, fault.kind())) {
            return false;
        }
        if (unmarked) {
            // Of the same incarnation only: otherwise nobody could be asked for its dots.
            if (!backup.identity().actor().equals(node.disk().actor()) || !atlas.isRecognisable(node)) {
                return false;
            }
            quietUntilNanos = world.now() + RECOGNITION_NANOS;
        }
        node.crash(0);
        coverage.goingBack(node, unmarked);
        // A process that was killed and one that ended in order go on under different actors.
        SimDisk.Snapshot copy = unmarked && fault.durationMillis() % 2 == 0 ? backup.asIfStopped() : backup;
        node.restore(copy, fault.kind() == FaultKind.RESTORE_MARKED, fault.kind() == FaultKind.RESTORE_ELSEWHERE);
        dataLost(node);
        OldCopy.startAlone(node, unmarked ? (int) (fault.durationMillis() / 2 % 3) * OldCopy.MANY_STARTS : 0);
        revive(fault.node(), unmarked ? 5 * MILLI : Math.max(1, fault.durationMillis() / 4) * MILLI);
        return true;
    }

    @Override
    public void onFailStop(SimNode node) {
        coverage.failStop(node);
        boolean replaced = atlas.survivesLossOf(node);
        if (replaced) {
            coverage.wiping(node);
            node.wipe();
            dataLost(node);
        } else {
            // The operator mends the medium instead: nothing else would be survivable.
            node.disk().repair();
        }
        revive(node.number(), 300 * MILLI);
    }

    // Slowness, clocks and the network.

    private boolean slow(Fault fault) {
        SimNode node = world.node(fault.node());
        switch (fault.kind()) {
            case SLOW_NODE -> node.stepNanos = fault.amount() * 1_000;
            case SLOW_DISK -> node.commit().fsyncFactor = (int) fault.amount();
            default -> node.clock().jump(fault.amount());
        }
        undoLater(fault, () -> {
            node.stepNanos = 0;
            node.commit().fsyncFactor = 1;
        });
        return true;
    }

    private boolean network(Fault fault) {
        SimNetwork network = world.network();
        int node = fault.node();
        int other = fault.other();
        switch (fault.kind()) {
            case PARTITION -> partition(fault, true);
            case ONE_WAY -> {
                network.cut(node, other, true);
                undoLater(fault, () -> network.cut(node, other, false));
            }
            case FLAP -> flap(fault, true, world.now() + fault.durationMillis() * MILLI);
            case LOSS -> network.lossPercent = fault.amount();
            case DUPLICATE -> network.duplicatePercent = fault.amount();
            case REORDER -> network.reorderPercent = fault.amount();
            case DELAY -> network.maxDelayNanos = fault.amount() * MILLI;
            case LATE_LINK -> {
                network.slow(node, other, fault.amount() * MILLI);
                undoLater(fault, () -> network.slow(node, other, 0));
            }
            case LATE_WRITE_BACK -> network.lateWriteBackNanos = fault.amount() * MILLI;
            case RESET -> network.reset(node, other);
            case WRONG_DOWN -> {
                network.mistake(node, other, true);
                undoLater(fault, () -> network.mistake(node, other, false));
            }
            default -> throw new IllegalStateException("not of the network: " + fault);
        }
        undoLater(fault, () -> endConditions(fault.kind()));
        return true;
    }

    private void endConditions(FaultKind kind) {
        SimNetwork network = world.network();
        switch (kind) {
            case LOSS -> network.lossPercent = 0;
            case DUPLICATE -> network.duplicatePercent = 0;
            case REORDER -> network.reorderPercent = 0;
            case DELAY -> network.maxDelayNanos = 3 * MILLI;
            case LATE_WRITE_BACK -> network.lateWriteBackNanos = 0;
            default -> {
                // Has its own end, or none.
            }
        }
    }

    private void partition(Fault fault, boolean cut) {
        for (int from = 1; from <= world.config().nodes(); from++) {
            for (int to = 1; to <= world.config().nodes(); to++) {
                if (isInside(fault, from) != isInside(fault, to)) {
                    world.network().cut(from, to, cut);
                }
            }
        }
        if (cut) {
            coverage.partitioned(fault.amount());
            undoLater(fault, () -> partition(fault, false));
        } else {
            coverage.partitionOver();
        }
    }

    private static boolean isInside(Fault fault, int node) {
        return (fault.amount() >> (node - 1) & 1) != 0;
    }

    private void flap(Fault fault, boolean cut, long untilNanos) {
        world.network().cut(fault.node(), fault.other(), cut);
        world.network().cut(fault.other(), fault.node(), cut);
        if (cut || world.now() < untilNanos) {
            world.queue().after(fault.amount() * MILLI, () -> {
                if (!over) {
                    flap(fault, !cut, untilNanos);
                }
            });
        }
    }

    private void undoLater(Fault fault, Runnable undo) {
        world.queue().after(fault.durationMillis() * MILLI, () -> {
            if (!over) {
                undo.run();
            }
        });
    }

    static String messageType(int index) {
        return MESSAGE_TYPES.get(index).getSimpleName();
    }
}
