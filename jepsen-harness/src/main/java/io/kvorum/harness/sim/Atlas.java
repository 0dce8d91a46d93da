package io.kvorum.harness.sim;

import io.kvorum.replication.message.RowKey;
import io.kvorum.replication.request.Receipt;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Keeps losses of data survivable, so that every red seed is a bug: a disk may be lost, or go back to an old copy, only as
 * long as of each acknowledged write fewer than W of the nodes that acknowledged it are lost. A node that has the write
 * again is not lost any more; once all replicas have it, one of them suffices.
 */
final class Atlas {
    private final SimWorld world;
    private final Ledger ledger;
    private final CatalogueAtlas catalogue;
    private final RegisterAtlas registers;

    Atlas(SimWorld world, Ledger ledger, CatalogueAtlas catalogue, RegisterAtlas registers) {
        this.world = world;
        this.ledger = ledger;
        this.catalogue = catalogue;
        this.registers = registers;
    }

    boolean survivesLossOf(SimNode node) {
        return catalogue.survives(node, Optional.empty(), false)
                && registers.survives(node, Optional.empty(), false)
                && survives(node, Optional.empty(), write -> true);
    }

    /** Would every promise survive if this node had nothing of that key? */
    boolean survivesLossOfRow(SimNode node, RowKey key) {
        return survives(node, Optional.empty(), write -> write.key.equals(key));
    }

    /** @param kind unmarked: the node would go on under the copy's incarnation until its peers tell it */
    boolean survives(SimNode node, SimDisk.Snapshot copy, FaultKind kind) {
        return catalogue.survives(node, Optional.of(copy), kind == FaultKind.RESTORE_UNMARKED)
                && registers.survives(node, Optional.of(copy), kind != FaultKind.RESTORE_MARKED)
                && survives(node, Optional.of(copy), write -> true);
    }

    /** Would every promise survive if this node had only that copy left, or nothing? */
    private boolean survives(SimNode node, Optional<SimDisk.Snapshot> copy, Predicate<WriteState> counts) {
        SortedMap<Integer, Inspector.View> before = new TreeMap<>();
        for (SimNode each : world.nodes()) {
            before.put(each.number(), Inspector.durable(each));
        }
        SimDisk.Snapshot left = copy.orElseGet(
                () -> new SimDisk(node.disk().actor(), node.disk().place()).snapshot());
        SortedMap<Integer, Inspector.View> after = new TreeMap<>(before);
        after.put(node.number(), Inspector.look(node, left));
        for (WriteState write : ledger.writes()) {
            if (counts.test(write)
                    && write.isAcknowledged()
                    && !write.excused
                    && !survives(write, node.number(), before, after)) {
                return false;
            }
        }
        return true;
    }

    private boolean survives(
            WriteState write,
            int node,
            SortedMap<Integer, Inspector.View> before,
            SortedMap<Integer, Inspector.View> after) {
        List<Integer> owners = world.topology().replicasOf(write.partition);
        long holding = count(owners, write, before);
        if (holding == owners.size()) {
            return count(owners, write, after) > 0;
        }
        Receipt receipt = write.receipt;
        long lost = receipt.primaries().size() - count(receipt.primaries(), write, after);
        for (int fallback : receipt.fallbacks()) {
            if (fallback == node || write.lostFallbacks.contains(fallback)) {
                lost++;
            }
        }
        return lost < receipt.required();
    }

    private long count(List<Integer> nodes, WriteState write, SortedMap<Integer, Inspector.View> views) {
        return nodes.stream()
                .filter(node -> {
                    Inspector.View view = views.get(node);
                    return view != null && ledger.knows(view, write);
                })
                .count();
    }

    /** The node's data is lost: which fallbacks had acknowledged and lost the hint? */
    void fallbackLost(int node) {
        for (WriteState write : ledger.writes()) {
            if (write.receipt.fallbacks().contains(node)) {
                write.lostFallbacks.add(node);
            }
        }
    }

    /**
     * Could its peers recognise that the node went back to an old copy? Each dot that it ever made must be known durably to
     * another owner of the partition, and nothing may keep the nodes apart.
     */
    boolean isRecognisable(SimNode node) {
        if (!world.network().isWhole() || world.network().lossPercent > 0) {
            return false;
        }
        SortedMap<Integer, Inspector.View> others = new TreeMap<>();
        for (SimNode each : world.nodes()) {
            if (!each.isUp()) {
                return false;
            }
            if (each != node) {
                others.put(each.number(), Inspector.durable(each));
            }
        }
        for (int partition = 0; partition < node.topology().partitionCount(); partition++) {
            long minted = ledger.dots().highest(partition, node.disk().actor());
            long known = 0;
            for (Inspector.View view : others.values()) {
                known = Math.max(
                        known, view.clock(partition).highest(node.disk().actor()));
            }
            if (minted > known) {
                return false;
            }
        }
        return true;
    }
}
