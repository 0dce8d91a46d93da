package io.kvorum.harness.sim;

import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.member.TopologyKeeper;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.storage.Keys;
import io.kvorum.replication.storage.Table;
import io.kvorum.replication.topology.Bucket;
import io.kvorum.replication.topology.Topology;
import io.kvorum.replication.topology.TopologyCodec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The true history of the topology: which one each epoch was given to, by what any node has ever stored as in force. */
final class Catalogue implements Watch {
    private static final byte[] KEY = Keys.meta(TopologyKeeper.KEY_NAME);

    private final SimWorld world;
    private final NavigableMap<Long, Topology> epochs = new TreeMap<>();
    private final Map<Topology, Long> firstSeenNanos = new LinkedHashMap<>();

    Catalogue(SimWorld world) {
        this.world = world;
        Topology founding = world.config().founding();
        epochs.put(founding.epoch(), founding);
    }

    NavigableMap<Long, Topology> epochs() {
        return epochs;
    }

    /** The highest epoch that any node has ever had durably. */
    Topology newest() {
        return epochs.lastEntry().getValue();
    }

    /** When it was first proposed, or stored as in force without being proposed to anybody. */
    long firstSeenNanos(Topology topology) {
        return firstSeenNanos.getOrDefault(topology, 0L);
    }

    @Override
    public void onSent(SimNetwork.InFlight flight) {
        if (flight.message() instanceof PeerMessage.CatalogueAccept accept) {
            firstSeenNanos.putIfAbsent(accept.proposal().topology(), world.now());
        }
    }

    @Override
    public void onDurable(SimNode node, SimDisk.Batch batch) {
        for (SimDisk.Write write : batch.writes()) {
            if (write.table() == Table.META && write.value() != null && Arrays.equals(write.key(), KEY)) {
                saw(node.number(), TopologyCodec.fromBytes(write.value()));
            }
        }
    }

    private void saw(int node, Topology topology) {
        firstSeenNanos.putIfAbsent(topology, world.now());
        @Nullable Topology known = epochs.putIfAbsent(topology.epoch(), topology);
        if (known != null && !known.equals(topology)) {
            broken("epoch " + topology.epoch() + " was given twice: node " + node + " stores " + topology.buckets()
                    + ", another has stored " + known.buckets());
        }
    }

    /** Each epoch is one change after the one before, and no bucket's id is ever another one's. */
    void judge() {
        SortedMap<Integer, String> names = new TreeMap<>();
        SortedSet<Integer> dropped = new TreeSet<>();
        Topology before = epochs.firstEntry().getValue();
        for (Topology topology : epochs.values()) {
            if (topology.epoch() > before.epoch() + 1 || differences(before, topology) > 1) {
                broken("epoch " + topology.epoch() + " is not one change after epoch " + before.epoch() + ": "
                        + before.buckets() + " and " + topology.buckets());
            }
            for (Bucket bucket : topology.buckets()) {
                @Nullable String name = names.putIfAbsent(bucket.id(), bucket.name());
                if (dropped.contains(bucket.id()) || (name != null && !name.equals(bucket.name()))) {
                    broken("bucket id " + bucket.id() + " was given again in epoch " + topology.epoch());
                }
            }
            for (Bucket bucket : before.buckets()) {
                if (topology.bucket(bucket.id()).isEmpty()) {
                    dropped.add(bucket.id());
                }
            }
            before = topology;
        }
    }

    private static int differences(Topology one, Topology other) {
        SortedSet<Integer> ids = new TreeSet<>();
        one.buckets().forEach(bucket -> ids.add(bucket.id()));
        other.buckets().forEach(bucket -> ids.add(bucket.id()));
        return (int) ids.stream()
                .filter(id -> !one.bucket(id).equals(other.bucket(id)))
                .count();
    }

    void broken(String text) {
        world.violate(Violation.Kind.CATALOGUE, "", text);
    }
}
