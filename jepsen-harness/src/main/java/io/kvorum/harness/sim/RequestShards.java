package io.kvorum.harness.sim;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.topology.Topology;

/** Which shard of a node a request is for, as the node that gets it knows the topology. */
final class RequestShards {
    private RequestShards() {}

    static int of(ClientRequest request, Topology topology, int shards) {
        return switch (request) {
            case ClientRequest.Write write -> of(write.bucket(), write.key(), topology, shards);
            case ClientRequest.Read read -> of(read.bucket(), read.key(), topology, shards);
            case ClientRequest.Explain explain -> of(explain.bucket(), explain.key(), topology, shards);
            case ClientRequest.ListElements list -> of(list.bucket(), list.key(), topology, shards);
            case ClientRequest.CountElements count -> of(count.bucket(), count.key(), topology, shards);
            case ClientRequest.ReadCounter read -> of(read.bucket(), read.key(), topology, shards);
            case ClientRequest.ScanLocal scan -> scan.partition() % shards;
            case ClientRequest.ReadFeed feed -> feed.partition() % shards;
            case ClientRequest.UpdateRegister update ->
                of(update.bucket(), update.update().changes().get(0).key(), topology, shards);
            case ClientRequest.ReadRegister read -> of(read.bucket(), read.key(), topology, shards);
            case ClientRequest.ExplainRegister explain -> of(explain.bucket(), explain.key(), topology, shards);
            default -> 0;
        };
    }

    private static int of(String bucket, Bytes key, Topology topology, int shards) {
        return topology.bucket(bucket)
                .map(known -> topology.partitionOf(known, key) % shards)
                .orElse(0);
    }
}
