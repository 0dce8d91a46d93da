package io.kvorum.replication.core;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.Bytes;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a core is told about itself when it is made.
 *
 * @param node this node's number
 * @param actor the node's incarnation, already durable
 * @param acceptor the incarnation under which this node votes for linearizable keys: that of the directory, which a crash does not
 *     change
 * @param doubt 0; or a number that names a doubt whether the directory is the one that voted: it was moved, or copied. Then it
 *     votes only when all other replicas have confirmed that they know of nothing newer
 * @param shard this core's number; it owns the partitions p with {@code p mod shards == shard}, and shard 0 also the
 *     messages about the node
 * @param runNonce random, another one for each run of the process: request numbers start there, so that an answer to a
 *     request of an earlier run is never taken for one of this run
 * @param clusterSecret authenticates contexts
 * @param planted mistakes to make, in simulations only
 */
public record ShardConfig(
        int node,
        Actor actor,
        Actor acceptor,
        long doubt,
        int shard,
        int shards,
        long runNonce,
        Bytes clusterSecret,
        Limits limits,
        Set<PlantedBug> planted) {
    public ShardConfig {
        planted = planted.isEmpty() ? EnumSet.noneOf(PlantedBug.class) : EnumSet.copyOf(planted);
    }

    public boolean makes(PlantedBug bug) {
        return planted.contains(bug);
    }
}
