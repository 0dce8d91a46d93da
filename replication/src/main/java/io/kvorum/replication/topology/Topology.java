package io.kvorum.replication.topology;

import io.kvorum.crdt.codec.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * The one value that says who the nodes are, which buckets exist and who owns what. Immutable; a change is a new epoch.
 *
 * <p>A partition is (placement, slot), written as one number: {@code ring index * slots + slot}.
 *
 * @param clusterId distinguishes clusters; random, fixed when the cluster is created
 * @param epoch grows by one with each change
 * @param slots per placement; fixed when the cluster is created
 * @param nodes sorted by number
 * @param buckets sorted by id
 * @param rings one per placement in use; position = index
 * @param nextBucketId so that ids are never reused
 */
public record Topology(
        String clusterId,
        long epoch,
        int slots,
        List<NodeInfo> nodes,
        List<Bucket> buckets,
        List<PlacementRing> rings,
        int nextBucketId) {
    public Topology {
        nodes = List.copyOf(nodes);
        buckets = List.copyOf(buckets);
        rings = List.copyOf(rings);
    }

    public Optional<Bucket> bucket(String name) {
        return buckets.stream().filter(bucket -> bucket.name().equals(name)).findFirst();
    }

    public Optional<Bucket> bucket(int id) {
        return buckets.stream().filter(bucket -> bucket.id() == id).findFirst();
    }

    public Optional<NodeInfo> node(int number) {
        return nodes.stream().filter(node -> node.number() == number).findFirst();
    }

    public int partitionOf(Bucket bucket, Bytes key) {
        for (PlacementRing ring : rings) {
            if (ring.placement().equals(bucket.placement())) {
                return ring.index() * slots + KeyHash.slot(key, slots);
            }
        }
        throw new IllegalStateException("no ring for placement " + bucket.placement());
    }

    /** The nodes that own the partition, in order of preference; empty if there is no such partition. */
    public List<Integer> replicasOf(int partition) {
        int ring = partition / slots;
        return partition < 0 || ring >= rings.size()
                ? List.of()
                : rings.get(ring).replicas().get(partition % slots);
    }

    public int partitionCount() {
        return rings.size() * slots;
    }

    /** The first node serialises changes of the topology until linearizable keys do. */
    public int metadataNode() {
        return nodes.get(0).number();
    }
}
