package io.kvorum.harness.sim;

import io.kvorum.replication.member.CatalogueState;
import io.kvorum.replication.topology.MetadataNodes;
import io.kvorum.replication.topology.Topology;
import java.util.Optional;

/**
 * Keeps losses of metadata nodes survivable: only one of them at a time may be without the newest topology because it lost
 * its disk. What was said to be stored is believed here, and not looked up: whether it is there is what is being tested.
 */
final class CatalogueAtlas {
    private final SimWorld world;
    private final Catalogue catalogue;
    private final Ledger ledger;

    CatalogueAtlas(SimWorld world, Catalogue catalogue, Ledger ledger) {
        this.world = world;
        this.catalogue = catalogue;
        this.ledger = ledger;
    }

    /**
     * @param copy what the node would have left; nothing if empty
     * @param unmarked the node would take the copy for its own present state
     */
    boolean survives(SimNode node, Optional<SimDisk.Snapshot> copy, boolean unmarked) {
        MetadataNodes members = MetadataNodes.of(world.config().founding());
        if (!members.contains(node.number())) {
            return true;
        }
        if (unmarked && !stateOf(node.disk().snapshot()).equals(stateOf(copy.orElseThrow()))) {
            // Nobody could tell that it has forgotten a ballot or a proposal of its own.
            return false;
        }
        long since = catalogue.firstSeenNanos(catalogue.newest());
        return members.othersThan(node.number()).stream()
                .noneMatch(other -> ledger.hasLost(other, since) && !holdsNewest(world.node(other)));
    }

    private static CatalogueState stateOf(SimDisk.Snapshot snapshot) {
        return CatalogueState.of(SimDisk.of(snapshot));
    }

    private boolean holdsNewest(SimNode node) {
        CatalogueState state = stateOf(node.disk().snapshot());
        Topology newest = catalogue.newest();
        return state.epoch() >= newest.epoch()
                || state.proposed()
                        .filter(topology -> topology.epoch() > newest.epoch() || topology.equals(newest))
                        .isPresent();
    }
}
