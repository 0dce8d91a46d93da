package io.kvorum.node.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.MalformedBytesException;
import io.kvorum.protocol.peer.PeerProto;
import io.kvorum.replication.message.CatalogueBallot;
import io.kvorum.replication.message.CatalogueProposal;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.topology.Topology;
import io.kvorum.replication.topology.TopologyCodec;
import java.util.Optional;

/** The messages by which metadata nodes agree on the catalogue, to and from protobuf. */
final class CatalogueMessages {
    private CatalogueMessages() {}

    static PeerProto.CataloguePrepare encode(PeerMessage.CataloguePrepare m) {
        return PeerProto.CataloguePrepare.newBuilder()
                .setBallot(ballot(m.ballot()))
                .build();
    }

    static PeerMessage decode(PeerProto.CataloguePrepare m) {
        return new PeerMessage.CataloguePrepare(ballot(m.getBallot()));
    }

    static PeerProto.CataloguePromise encode(PeerMessage.CataloguePromise m) {
        PeerProto.CataloguePromise.Builder out = PeerProto.CataloguePromise.newBuilder()
                .setBallot(ballot(m.ballot()))
                .setPromised(ballot(m.promised()))
                .setTopology(topology(m.topology()));
        m.accepted().ifPresent(accepted -> out.setAccepted(proposal(accepted)));
        return out.build();
    }

    static PeerMessage decode(PeerProto.CataloguePromise m) {
        return new PeerMessage.CataloguePromise(
                ballot(m.getBallot()),
                ballot(m.getPromised()),
                topology(m.getTopology()),
                m.hasAccepted() ? Optional.of(proposal(m.getAccepted())) : Optional.empty());
    }

    static PeerProto.CatalogueAccept encode(PeerMessage.CatalogueAccept m) {
        return PeerProto.CatalogueAccept.newBuilder()
                .setProposal(proposal(m.proposal()))
                .build();
    }

    static PeerMessage decode(PeerProto.CatalogueAccept m) {
        return new PeerMessage.CatalogueAccept(proposal(m.getProposal()));
    }

    static PeerProto.CatalogueAccepted encode(PeerMessage.CatalogueAccepted m) {
        return PeerProto.CatalogueAccepted.newBuilder()
                .setBallot(ballot(m.ballot()))
                .setEpoch(m.epoch())
                .setPromised(ballot(m.promised()))
                .build();
    }

    static PeerMessage decode(PeerProto.CatalogueAccepted m) {
        return new PeerMessage.CatalogueAccepted(ballot(m.getBallot()), m.getEpoch(), ballot(m.getPromised()));
    }

    private static PeerProto.CatalogueProposal proposal(CatalogueProposal proposal) {
        return PeerProto.CatalogueProposal.newBuilder()
                .setBallot(ballot(proposal.ballot()))
                .setTopology(topology(proposal.topology()))
                .build();
    }

    private static CatalogueProposal proposal(PeerProto.CatalogueProposal proposal) {
        return new CatalogueProposal(ballot(proposal.getBallot()), topology(proposal.getTopology()));
    }

    private static PeerProto.CatalogueBallot ballot(CatalogueBallot ballot) {
        return PeerProto.CatalogueBallot.newBuilder()
                .setRound(ballot.round())
                .setActor(ballot.actor().id())
                .build();
    }

    private static CatalogueBallot ballot(PeerProto.CatalogueBallot ballot) {
        if (ballot.getRound() < 0) {
            throw new MalformedBytesException("ballot with round " + Long.toUnsignedString(ballot.getRound()));
        }
        return new CatalogueBallot(ballot.getRound(), new Actor(ballot.getActor()));
    }

    private static ByteString topology(Topology topology) {
        return UnsafeByteOperations.unsafeWrap(TopologyCodec.toBytes(topology));
    }

    private static Topology topology(ByteString bytes) {
        return TopologyCodec.fromBytes(bytes.toByteArray());
    }
}
