package io.kvorum.harness.sim;

import java.util.List;

/** Sees everything that happens in a world: the oracle, the coverage and the faults that wait for a moment. */
interface Watch {
    /** The points between which a process can die. */
    enum Boundary {
        BATCH_WRITTEN,
        EFFECT_LEAVING,
        BATCH_SYNCED,
        HELD_LEAVING
    }

    /** A node has reached this point; the watcher may crash it. */
    default void onBoundary(SimNode node, Boundary boundary) {}

    /** A step of a node ended; {@code batch} is what it wrote. */
    default void onStep(SimNode node, SimDisk.Batch batch) {}

    default void onDurable(SimNode node, SimDisk.Batch batch) {}

    /** These batches were lost in a crash. */
    default void onLost(SimNode node, List<SimDisk.Batch> batches) {}

    default void onSent(SimNetwork.InFlight flight) {}

    /** Just before the receiver gets it. */
    default void onArrival(SimNetwork.InFlight flight) {}

    /** The core asked for a fresh actor, and has got it. */
    default void onFreshActor(SimNode node) {}

    /** A node found damage on its disk and stopped. */
    default void onFailStop(SimNode node) {}
}
