package io.kvorum.replication.member;

import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.shard.ShardState;
import io.kvorum.replication.topology.Acceptors;
import io.kvorum.replication.topology.BucketChange;
import io.kvorum.replication.topology.Topologies;
import io.kvorum.replication.topology.Topology;

/** What becomes of the topology when another incarnation of a node is to vote. */
final class Naming {
    private Naming() {}

    static BucketChange change(ShardState shard, Topology topology, int node, PeerMessage.NameAcceptor wish) {
        BucketChange change = Topologies.nameAcceptor(topology, node, wish.previous(), wish.acceptor());
        return change instanceof BucketChange.Changed changed && shard.makes(PlantedBug.RELEARNED_WITHOUT_A_NEW_EPOCH)
                ? new BucketChange.Changed(inTheEpochOf(topology, changed.topology()))
                : change;
    }

    private static Topology inTheEpochOf(Topology before, Topology after) {
        return new Topology(
                after.clusterId(),
                after.epoch(),
                after.slots(),
                after.nodes(),
                after.buckets(),
                after.rings(),
                after.nextBucketId(),
                new Acceptors(before.acceptors().epoch(), after.acceptors().names()));
    }
}
