package io.kvorum.harness.sim;

import io.kvorum.crdt.row.WriteId;
import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.core.CoreMeter;
import io.kvorum.replication.message.RowKey;
import java.util.List;
import java.util.function.Consumer;

/** Listens to what a node says of damage, and objects if nothing was done to it. */
final class HarmMeter extends CoreMeter.Deaf {
    private final SimWorld world;
    private final SimNode node;
    private final Consumer<Coincidence> met;

    HarmMeter(SimWorld world, SimNode node, Consumer<Coincidence> met) {
        this.world = world;
        this.node = node;
        this.met = met;
    }

    @Override
    public void expired() {
        met.accept(Coincidence.EXPIRED);
    }

    @Override
    public void folded() {
        met.accept(Coincidence.COUNTER_FOLDED);
    }

    @Override
    public void registerRenewed() {
        met.accept(Coincidence.REGISTER_RENEWED);
    }

    @Override
    public void tombstoneDropped() {
        met.accept(Coincidence.TOMBSTONE_DROPPED);
    }

    @Override
    public void treeRepair() {
        met.accept(Coincidence.TREE_REPAIR);
    }

    @Override
    public void rowDamaged(int partition, RowKey key) {
        met.accept(Coincidence.DAMAGED_ROW_FOUND);
        if (!world.harm().hasChanged(node, key)) {
            world.violate(
                    Violation.Kind.FALSE_ALARM,
                    Fingerprints.name(key),
                    "node " + node.number() + " says that its row is damaged, but nothing was done to it");
        }
    }

    @Override
    public void rowReplaced(int partition, RowKey key, List<WriteId> givenUp) {
        world.harm().givenUp(givenUp);
        met.accept(Coincidence.DAMAGED_ROW_REPLACED);
        if (world.harm().isDamagedElsewhere(node, key)) {
            met.accept(Coincidence.ROW_DAMAGED_AT_SEVERAL);
        }
        world.trace().line(world.now(), Fingerprints.name(key), () -> "node " + node.number() + " replaces the row");
    }

    @Override
    public void rowReadWhole(int partition, RowKey key) {
        met.accept(Coincidence.DAMAGE_FORGOTTEN);
    }

    @Override
    public void damage(int partition, RowKey key) {
        met.accept(Coincidence.ROW_RESTORED);
        world.trace().line(world.now(), Fingerprints.name(key), () -> "node " + node.number() + " restores the row");
        if (!world.harm().isHarmed(key)) {
            world.violate(
                    Violation.Kind.FALSE_ALARM,
                    Fingerprints.name(key),
                    "node " + node.number() + " restores what it had lost, but nothing was lost");
        }
    }

    @Override
    public void leafCorrected(int partition) {
        met.accept(Coincidence.LEAF_CORRECTED);
        if (!world.harm().isOfHarmedLeaf(node.number(), partition)) {
            world.violate(
                    Violation.Kind.FALSE_ALARM,
                    "",
                    "node " + node.number() + " corrects a leaf of partition " + partition
                            + ", but no row of it was harmed");
        }
    }
}
