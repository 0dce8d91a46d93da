package io.kvorum.replication.member;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.replication.message.CatalogueBallot;
import io.kvorum.replication.message.CatalogueProposal;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.topology.Topology;
import java.util.Optional;

/**
 * What a disk knows of the catalogue, to look at from outside.
 *
 * @param epoch of the topology in force; 0 if none is stored
 * @param proposed the last stored proposal
 * @param learned the incarnation under which the serialiser's own memory counts
 */
public record CatalogueState(long epoch, CatalogueBallot promised, Optional<Topology> proposed, Actor learned) {
    public static final CatalogueState NOTHING =
            new CatalogueState(0, CatalogueBallot.NONE, Optional.empty(), new Actor(0));

    public static CatalogueState of(Storage storage) {
        CatalogueRecord stored = CatalogueRecord.load(storage);
        return new CatalogueState(
                TopologyKeeper.stored(storage).map(Topology::epoch).orElse(0L),
                stored.promised(),
                stored.accepted().map(CatalogueProposal::topology),
                stored.learned());
    }
}
