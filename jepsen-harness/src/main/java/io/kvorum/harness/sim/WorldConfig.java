package io.kvorum.harness.sim;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.core.PlantedBug;
import io.kvorum.replication.member.TopologyKeeper;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.topology.Topology;
import java.util.List;
import java.util.Set;

/**
 * What a world is made of.
 *
 * @param seed everything that is random follows from it
 * @param founding the topology that a node starts with when its disk has none
 * @param shardsPerNode by node, from node 1 on
 * @param maxClockErrorMillis how wrong a node's wall clock may be
 */
record WorldConfig(
        long seed,
        Topology founding,
        List<Integer> shardsPerNode,
        long maxClockErrorMillis,
        Limits limits,
        Set<PlantedBug> planted,
        MessageCodec codec) {
    private static final Bytes SECRET = Bytes.ofUtf8("the secret of a simulated cluster");

    boolean makes(PlantedBug bug) {
        return planted.contains(bug);
    }

    Bytes secret() {
        return SECRET;
    }

    int nodes() {
        return shardsPerNode.size();
    }

    /** The topology that a node finds on its disk, or the founding one. */
    Topology stored(Storage storage) {
        return TopologyKeeper.stored(storage).orElse(founding);
    }
}
