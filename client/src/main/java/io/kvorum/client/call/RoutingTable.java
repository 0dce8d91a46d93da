package io.kvorum.client.call;

import com.dynatrace.hash4j.hashing.Hashing;
import io.kvorum.client.Endpoint;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.protocol.client.Bucket;
import io.kvorum.protocol.client.Node;
import io.kvorum.protocol.client.Ring;
import io.kvorum.protocol.client.Topology;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Who owns which key, as of one epoch. Immutable. */
public final class RoutingTable {
    private final Topology source;
    private final Map<Integer, Member> members = new TreeMap<>();
    private final Map<String, int[][]> replicasOfBucket = new HashMap<>();
    private final Set<String> strongBuckets = new HashSet<>();

    /** One node. */
    record Member(int number, Endpoint endpoint, String region) {}

    /** @throws IllegalArgumentException if the topology contradicts itself */
    RoutingTable(Topology source) {
        this.source = source;
        if (source.getSlots() < 1) {
            throw new IllegalArgumentException("a topology without slots");
        }
        for (Node node : source.getNodesList()) {
            members.put(
                    node.getNumber(),
                    new Member(node.getNumber(), Endpoint.parse(node.getAddress()), node.getRegion()));
        }
        Map<Integer, int[][]> rings = new HashMap<>();
        for (Ring ring : source.getRingsList()) {
            if (ring.getReplicasCount() != source.getSlots()) {
                throw new IllegalArgumentException("ring " + ring.getIndex() + " has " + ring.getReplicasCount()
                        + " slots instead of " + source.getSlots());
            }
            int[][] replicas = ring.getReplicasList().stream()
                    .map(slot -> slot.getNodesList().stream()
                            .mapToInt(Integer::intValue)
                            .toArray())
                    .toArray(int[][]::new);
            rings.put(ring.getIndex(), replicas);
        }
        for (Bucket bucket : source.getBucketsList()) {
            int[][] replicas = rings.get(bucket.getRing());
            if (replicas == null) {
                throw new IllegalArgumentException("bucket " + bucket.getName() + " is on no ring");
            }
            replicasOfBucket.put(bucket.getName(), replicas);
            if (isStrong(bucket)) {
                strongBuckets.add(bucket.getName());
            }
        }
    }

    public Topology source() {
        return source;
    }

    long epoch() {
        return source.getEpoch();
    }

    Map<Integer, Member> members() {
        return members;
    }

    boolean knowsBucket(String name) {
        return replicasOfBucket.containsKey(name);
    }

    /** The key's replicas in order of preference; none if the bucket is not known. */
    int[] replicas(String bucket, Bytes key) {
        int[][] slots = replicasOfBucket.get(bucket);
        Bytes placedBy = strongBuckets.contains(bucket) ? KeyTags.placedBy(key) : key;
        return slots == null ? new int[0] : slots[slot(placedBy, source.getSlots())];
    }

    private static boolean isStrong(Bucket bucket) {
        return bucket.getPropertiesOrDefault("kind", "eventual").equals("strong");
    }

    /** The slot of a key; part of the wire contract, see {@code Topology} in {@code client.proto}. */
    public static int slot(Bytes key, int slots) {
        long hash = Hashing.xxh3_64().hashBytesToLong(key.array());
        return (int) Math.multiplyHigh(hash >>> 1, 2L * slots);
    }

    /** The addresses, for messages. */
    List<Endpoint> endpoints() {
        return members.values().stream().map(Member::endpoint).toList();
    }
}
