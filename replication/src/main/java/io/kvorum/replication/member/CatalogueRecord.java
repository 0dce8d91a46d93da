package io.kvorum.replication.member;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.replication.message.CatalogueBallot;
import io.kvorum.replication.message.CatalogueProposal;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import java.util.Optional;

/**
 * What a metadata node keeps of the catalogue beside the topology that is in force.
 *
 * @param promised nothing of a lower ballot is taken any more
 * @param accepted the last proposal that was stored
 * @param learned the incarnation under which this node, as the serialiser, has learned what the others know; its own memory
 *     counts as long as it is still that one
 */
record CatalogueRecord(CatalogueBallot promised, Optional<CatalogueProposal> accepted, Actor learned) {
    private static final int FORMAT = 1;
    private static final byte[] KEY = Keys.meta("catalogue");
    private static final CatalogueRecord NONE =
            new CatalogueRecord(CatalogueBallot.NONE, Optional.empty(), new Actor(0));

    static CatalogueRecord load(Storage storage) {
        return storage.get(Table.META, KEY).map(CatalogueRecord::fromBytes).orElse(NONE);
    }

    CatalogueRecord withPromised(CatalogueBallot ballot) {
        return new CatalogueRecord(ballot, accepted, learned);
    }

    CatalogueRecord withAccepted(CatalogueProposal proposal) {
        return new CatalogueRecord(proposal.ballot(), Optional.of(proposal), learned);
    }

    CatalogueRecord withLearned(Actor actor) {
        return new CatalogueRecord(promised, accepted, actor);
    }

    /** The stored proposal, if it is newer than the topology of this epoch. */
    Optional<CatalogueProposal> openAfter(long epoch) {
        return accepted.filter(proposal -> proposal.topology().epoch() > epoch);
    }

    void save(Storage storage) {
        ByteWriter out = new ByteWriter(64);
        out.writeByte(FORMAT);
        promised.writeTo(out);
        out.writeLong(learned.id()).writeByte(accepted.isPresent() ? 1 : 0);
        accepted.ifPresent(proposal -> proposal.writeTo(out));
        storage.put(Table.META, KEY, out.toByteArray());
    }

    private static CatalogueRecord fromBytes(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        int format = in.readByte();
        if (format != FORMAT) {
            throw new MalformedBytesException("record of the catalogue in format " + format + ", known is " + FORMAT);
        }
        CatalogueBallot promised = CatalogueBallot.readFrom(in);
        Actor learned = new Actor(in.readLong());
        Optional<CatalogueProposal> accepted =
                in.readByte() == 0 ? Optional.empty() : Optional.of(CatalogueProposal.readFrom(in));
        in.expectEnd();
        return new CatalogueRecord(promised, accepted, learned);
    }
}
