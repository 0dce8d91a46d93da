package io.kvorum.node.wire;

import io.kvorum.protocol.client.Bucket;
import io.kvorum.protocol.client.Node;
import io.kvorum.protocol.client.Replicas;
import io.kvorum.protocol.client.Ring;
import io.kvorum.protocol.client.Topology;
import io.kvorum.replication.topology.NodeInfo;
import io.kvorum.replication.topology.PlacementRing;
import io.kvorum.replication.topology.Retention;

/** The topology as clients see it. */
public final class TopologyEncoder {
    private TopologyEncoder() {}

    public static Topology topology(io.kvorum.replication.topology.Topology topology) {
        return Topology.newBuilder()
                .setClusterId(topology.clusterId())
                .setEpoch(topology.epoch())
                .setSlots(topology.slots())
                .addAllNodes(Parts.mapped(topology.nodes(), TopologyEncoder::node))
                .addAllBuckets(Parts.mapped(topology.buckets(), bucket -> bucket(topology, bucket)))
                .addAllRings(Parts.mapped(topology.rings(), TopologyEncoder::ring))
                .build();
    }

    private static Node node(NodeInfo node) {
        return Node.newBuilder()
                .setNumber(node.number())
                .setName(node.name())
                .setAddress(node.address())
                .setZone(node.zone())
                .setRegion(node.region())
                .build();
    }

    private static Bucket bucket(
            io.kvorum.replication.topology.Topology topology, io.kvorum.replication.topology.Bucket bucket) {
        int ring = topology.rings().stream()
                .filter(candidate -> candidate.placement().equals(bucket.placement()))
                .findFirst()
                .orElseThrow()
                .index();
        Bucket.Builder out = Bucket.newBuilder()
                .setId(bucket.id())
                .setName(bucket.name())
                .setRing(ring)
                .putProperties("kind", bucket.isStrong() ? "strong" : "eventual")
                .putProperties("placement", bucket.placement().toString())
                .putProperties("r", bucket.read().toString())
                .putProperties("w", bucket.write().toString())
                .putProperties("sloppy", Boolean.toString(bucket.sloppy()))
                .putProperties("max-siblings", Integer.toString(bucket.maxSiblings()))
                .putProperties("ttl", Retention.toText(bucket.ttl()))
                .putProperties("feed-retention", Retention.toText(bucket.feedRetention()));
        if (bucket.isStrong()) {
            out.putProperties("feed", Boolean.toString(bucket.feed()));
        } else {
            out.putProperties("type", bucket.type().text());
        }
        return out.build();
    }

    private static Ring ring(PlacementRing ring) {
        return Ring.newBuilder()
                .setIndex(ring.index())
                .setPlacement(ring.placement().toString())
                .addAllReplicas(Parts.mapped(
                        ring.replicas(),
                        nodes -> Replicas.newBuilder().addAllNodes(nodes).build()))
                .build();
    }
}
