package io.kvorum.client.cluster;

import io.kvorum.client.call.KeyTags;
import io.kvorum.client.call.RoutingTable;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.protocol.client.Replicas;
import io.kvorum.protocol.client.Topology;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Who the nodes are, which buckets exist and who owns what, as of one epoch.
 *
 * <p>A partition is a slot of a ring, written as one number: {@code ring index * slots + slot}.
 *
 * @param epoch grows by one with each change
 * @param slots per ring
 * @param nodes ascending by number
 * @param buckets ascending by id
 * @param rings by index, from 0
 */
public record ClusterTopology(
        String clusterId, long epoch, int slots, List<Node> nodes, List<BucketInfo> buckets, List<Ring> rings) {
    /**
     * @param number 1 to 65,535, never reused
     * @param address host:port
     * @param zone what fails together
     */
    public record Node(int number, String name, String address, String zone, String region) {}

    /**
     * @param id never reused, also not by a bucket of the same name that is created later
     * @param ring the index of the ring that places its keys
     * @param properties all of them: {@code kind}, {@code placement}, {@code r}, {@code w}, {@code sloppy}, {@code max-siblings}, {@code ttl},
     *     {@code feed-retention}, of eventual buckets {@code type}, of strong buckets {@code feed}
     */
    public record BucketInfo(int id, String name, int ring, SortedMap<String, String> properties) {
        public BucketInfo {
            properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
        }

        /** Are its keys linearizable? */
        public boolean isStrong() {
            return properties.getOrDefault("kind", "eventual").equals("strong");
        }

        /** Empty if this client is older than the type. */
        public Optional<CellType> type() {
            return CellType.parse(properties.getOrDefault("type", CellType.NONE.text()));
        }
    }

    /** @param replicas per slot the node numbers, in order of preference */
    public record Ring(int index, String placement, List<List<Integer>> replicas) {
        public Ring {
            replicas = replicas.stream().map(List::copyOf).toList();
        }
    }

    public ClusterTopology {
        nodes = List.copyOf(nodes);
        buckets = List.copyOf(buckets);
        rings = List.copyOf(rings);
    }

    public Optional<Node> node(int number) {
        return nodes.stream().filter(node -> node.number() == number).findFirst();
    }

    public Optional<Node> node(String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
    }

    public Optional<BucketInfo> bucket(String name) {
        return buckets.stream().filter(bucket -> bucket.name().equals(name)).findFirst();
    }

    public Optional<BucketInfo> bucket(int id) {
        return buckets.stream().filter(bucket -> bucket.id() == id).findFirst();
    }

    public int partitionOf(BucketInfo bucket, Bytes key) {
        Bytes placedBy = bucket.isStrong() ? KeyTags.placedBy(key) : key;
        return bucket.ring() * slots + RoutingTable.slot(placedBy, slots);
    }

    /** The partitions that a key of the bucket may be in. */
    public SortedSet<Integer> partitionsOf(BucketInfo bucket) {
        return IntStream.range(bucket.ring() * slots, (bucket.ring() + 1) * slots)
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public int partitionCount() {
        return rings.size() * slots;
    }

    /** The nodes that own the partition, in order of preference; empty if there is no such partition. */
    public List<Integer> replicasOf(int partition) {
        return partition < 0 || partition >= partitionCount()
                ? List.of()
                : rings.get(partition / slots).replicas().get(partition % slots);
    }

    public static ClusterTopology of(Topology from) {
        return new ClusterTopology(
                from.getClusterId(),
                from.getEpoch(),
                from.getSlots(),
                from.getNodesList().stream()
                        .map(node -> new Node(
                                node.getNumber(), node.getName(), node.getAddress(), node.getZone(), node.getRegion()))
                        .toList(),
                from.getBucketsList().stream()
                        .map(bucket -> new BucketInfo(
                                bucket.getId(), bucket.getName(), bucket.getRing(), sorted(bucket.getPropertiesMap())))
                        .toList(),
                from.getRingsList().stream()
                        .map(ring -> new Ring(
                                ring.getIndex(),
                                ring.getPlacement(),
                                ring.getReplicasList().stream()
                                        .map(Replicas::getNodesList)
                                        .toList()))
                        .toList());
    }

    private static SortedMap<String, String> sorted(Map<String, String> properties) {
        return new TreeMap<>(properties);
    }
}
