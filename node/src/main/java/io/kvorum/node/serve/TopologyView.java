package io.kvorum.node.serve;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.node.wire.TopologyEncoder;
import io.kvorum.replication.topology.Bucket;
import io.kvorum.replication.topology.Topology;
import java.util.HashMap;
import java.util.Map;

/** A topology, prepared for finding partitions quickly and for being sent to clients. Immutable. */
public final class TopologyView {
    private final Topology topology;
    private final Map<String, Bucket> buckets = new HashMap<>();
    private final io.kvorum.protocol.client.Topology encoded;

    public TopologyView(Topology topology) {
        this.topology = topology;
        topology.buckets().forEach(bucket -> buckets.put(bucket.name(), bucket));
        this.encoded = TopologyEncoder.topology(topology);
    }

    public Topology topology() {
        return topology;
    }

    io.kvorum.protocol.client.Topology encoded() {
        return encoded;
    }

    /** The key's partition; -1 if there is no such bucket: shard 0 says so. */
    int partition(String bucketName, Bytes key) {
        Bucket bucket = buckets.get(bucketName);
        return bucket == null ? -1 : topology.partitionOf(bucket, key);
    }
}
