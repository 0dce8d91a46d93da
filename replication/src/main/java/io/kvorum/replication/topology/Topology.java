package io.kvorum.replication.topology;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.quorum.Voter;
import java.util.ArrayList;
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
 * @param acceptors who votes for linearizable keys
 */
public record Topology(
        String clusterId,
        long epoch,
        int slots,
        List<NodeInfo> nodes,
        List<Bucket> buckets,
        List<PlacementRing> rings,
        int nextBucketId,
        Acceptors acceptors) {
    public Topology {
        nodes = List.copyOf(nodes);
        buckets = List.copyOf(buckets);
        rings = List.copyOf(rings);
    }

    public Optional<Bucket> bucket(String name) {
        for (Bucket bucket : buckets) {
            if (bucket.name().equals(name)) {
                return Optional.of(bucket);
            }
        }
        return Optional.empty();
    }

    public Optional<Bucket> bucket(int id) {
        for (Bucket bucket : buckets) {
            if (bucket.id() == id) {
                return Optional.of(bucket);
            }
        }
        return Optional.empty();
    }

    /** Was there a bucket with this id, and is there none any more? An id that is not known yet is not a dropped one. */
    public boolean isDropped(int bucketId) {
        return bucketId > 0 && bucketId < nextBucketId && bucket(bucketId).isEmpty();
    }

    /** How many buckets have ever been dropped. */
    public int droppedBuckets() {
        return nextBucketId - 1 - buckets.size();
    }

    public Optional<NodeInfo> node(int number) {
        for (NodeInfo node : nodes) {
            if (node.number() == number) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }

    public int partitionOf(Bucket bucket, Bytes key) {
        return partitionBy(bucket, bucket.isStrong() ? Tags.placedBy(key) : key);
    }

    /** Where a row of the bucket is: those of strong buckets are named after registers. */
    public int partitionOfRow(Bucket bucket, Bytes rowKey) {
        return partitionBy(bucket, bucket.isStrong() ? Tags.registerPlacedBy(rowKey) : rowKey);
    }

    private int partitionBy(Bucket bucket, Bytes placedBy) {
        for (PlacementRing ring : rings) {
            if (ring.placement().equals(bucket.placement())) {
                return ring.index() * slots + KeyHash.slot(placedBy, slots);
            }
        }
        throw new IllegalStateException("no ring for placement " + bucket.placement());
    }

    /** May a key of the bucket be in the partition? */
    public boolean hasPartition(Bucket bucket, int partition) {
        int ring = partition / slots;
        return partition >= 0
                && ring < rings.size()
                && rings.get(ring).placement().equals(bucket.placement());
    }

    /** The nodes that own the partition, in order of preference; empty if there is no such partition. */
    public List<Integer> replicasOf(int partition) {
        int ring = partition / slots;
        return partition < 0 || ring >= rings.size()
                ? List.of()
                : rings.get(ring).replicas().get(partition % slots);
    }

    /**
     * All nodes in the order in which they are asked about the partition: its owners, then those that may stand in for one;
     * empty if there is no such partition. Computed on each call.
     */
    public List<Integer> preferenceList(int partition) {
        int ring = partition / slots;
        return partition < 0 || ring >= rings.size()
                ? List.of()
                : Rings.preferenceList(nodes, rings.get(ring), partition % slots);
    }

    /** The nodes that may keep a write for an owner of the partition that cannot be reached, in the order to ask them. */
    public List<Integer> fallbacks(int partition) {
        return preferenceList(partition).stream()
                .skip(replicasOf(partition).size())
                .toList();
    }

    /** The owners of the partition with their regions, for a level to be resolved. */
    public List<Voter> voters(int partition) {
        List<Integer> replicas = replicasOf(partition);
        List<Voter> voters = new ArrayList<>(replicas.size());
        for (int number : replicas) {
            voters.add(new Voter(number, node(number).orElseThrow().region()));
        }
        return List.copyOf(voters);
    }

    public int partitionCount() {
        return rings.size() * slots;
    }

    /** The node that serialises changes of the topology until linearizable keys do. */
    public int metadataNode() {
        return MetadataNodes.of(this).serialiser();
    }
}
