package io.kvorum.replication.message;

import io.kvorum.crdt.codec.ByteReader;
import io.kvorum.crdt.codec.ByteWriter;
import io.kvorum.replication.topology.Topology;
import io.kvorum.replication.topology.TopologyCodec;

/** A topology with a changed catalogue that the serialiser wants to be stored; in force once a majority has stored it. */
public record CatalogueProposal(CatalogueBallot ballot, Topology topology) {
    public void writeTo(ByteWriter out) {
        ballot.writeTo(out);
        out.writeBytes(TopologyCodec.toBytes(topology));
    }

    public static CatalogueProposal readFrom(ByteReader in) {
        CatalogueBallot ballot = CatalogueBallot.readFrom(in);
        return new CatalogueProposal(ballot, TopologyCodec.fromBytes(in.readBytes()));
    }
}
