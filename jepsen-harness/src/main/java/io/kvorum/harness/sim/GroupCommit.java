package io.kvorum.harness.sim;

import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.PlantedBug;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What a node does after each step: the batch goes to the log; what may leave at once leaves; the rest waits for the fsync
 * that covers the step. One fsync runs at a time and covers what was there when it began. The process can die between any
 * two of these.
 */
final class GroupCommit {
    private static final long MICRO = 1_000;

    /** Something that a step wants done, in the order of the step. */
    record Action(Hold hold, Runnable what) {}

    /** Waits for the fsync of a batch. */
    private record Held(long sequence, Runnable what) {}

    private final SimWorld world;
    private final SimNode node;
    private final SimRandom random;
    private final Deque<Held> held = new ArrayDeque<>();
    private boolean syncing;

    /** Slowness of the disk: how many times longer an fsync takes. */
    int fsyncFactor = 1;

    GroupCommit(SimWorld world, SimNode node, SimRandom random) {
        this.world = world;
        this.node = node;
        this.random = random;
    }

    /** The process died: nothing that waited will leave. */
    void stop() {
        held.clear();
        syncing = false;
    }

    void afterStep(List<Action> actions) {
        int expected = node.run();
        SimDisk disk = node.disk();
        SimDisk.Batch batch = disk.endStep();
        for (SimDisk.Write write : batch.writes()) {
            world.trace().hash(write.key());
            world.trace().hash(write.value() == null ? 0 : Arrays.hashCode(write.value()));
        }
        world.watch().onStep(node, batch);
        if (!batch.writes().isEmpty()) {
            world.watch().onBoundary(node, Watch.Boundary.BATCH_WRITTEN);
        }
        boolean durable = disk.unsyncedBatches() == 0 || world.config().makes(PlantedBug.SEND_BEFORE_DURABLE);
        for (Action action : actions) {
            if (!node.isRunning(expected)) {
                return;
            }
            if (action.hold() == Hold.UNTIL_DURABLE && !durable) {
                held.addLast(new Held(disk.lastSequence(), action.what()));
            } else {
                action.what().run();
            }
        }
        if (node.isRunning(expected)) {
            startSync();
        }
    }

    private void startSync() {
        if (syncing || node.disk().unsyncedBatches() == 0) {
            return;
        }
        syncing = true;
        int expected = node.run();
        long covered = node.disk().lastSequence();
        long takes = random.skewed(100 * MICRO, 2_000 * MICRO) * fsyncFactor;
        world.queue().after(takes, () -> {
            if (node.isRunning(expected)) {
                completeSync(covered, expected);
            }
        });
    }

    private void completeSync(long covered, int expected) {
        syncing = false;
        node.disk().synced(covered, batch -> world.watch().onDurable(node, batch));
        world.watch().onBoundary(node, Watch.Boundary.BATCH_SYNCED);
        while (node.isRunning(expected)
                && !held.isEmpty()
                && held.peekFirst().sequence() <= node.disk().syncedSequence()) {
            Held next = held.removeFirst();
            world.watch().onBoundary(node, Watch.Boundary.HELD_LEAVING);
            if (node.isRunning(expected)) {
                next.what().run();
            }
        }
        if (node.isRunning(expected)) {
            startSync();
        }
    }
}
