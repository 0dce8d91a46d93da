package io.kvorum.cli.command.escrow;

import io.kvorum.cli.Cluster;
import io.kvorum.cli.Failure;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.ClusterTopology.BucketInfo;
import io.kvorum.integrity.escrow.Escrow;
import io.kvorum.integrity.escrow.EscrowOptions;
import io.kvorum.integrity.tag.TagOptions;
import io.kvorum.integrity.tag.TagUpdates;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The buckets of an escrow, as the topology has them: a region takes part if its bucket is there, strong, and placed in it alone. */
final class EscrowBuckets {
    private final Cluster cluster;
    private final String escrow;
    private final SortedMap<String, String> buckets = new TreeMap<>();

    EscrowBuckets(Cluster cluster, String escrow) {
        this.cluster = cluster;
        this.escrow = escrow;
        ClusterTopology topology = cluster.topology();
        for (String region : regions(topology)) {
            String name = Escrow.bucket(escrow, region);
            topology.bucket(name).filter(bucket -> isIn(bucket, region)).ifPresent(found -> buckets.put(region, name));
        }
        if (buckets.isEmpty()) {
            throw Failure.notFound(
                    "there is no escrow '" + escrow + "'", "'kvctl crdt escrow create " + escrow + "' makes one");
        }
    }

    /** Those in which there are nodes. */
    static SortedSet<String> regions(ClusterTopology topology) {
        SortedSet<String> regions = new TreeSet<>();
        topology.nodes().forEach(node -> regions.add(node.region()));
        return regions;
    }

    private static boolean isIn(BucketInfo bucket, String region) {
        String placement = bucket.properties().getOrDefault("placement", "");
        return bucket.isStrong() && placement.startsWith(region + "=") && !placement.contains(",");
    }

    /** @param home empty: the only one, or none in particular if the command needs none */
    Escrow escrow(Optional<String> home, boolean needed) {
        if (home.isPresent() && !buckets.containsKey(home.get())) {
            throw Failure.usage(
                    "escrow '" + escrow + "' has no region '" + home.get() + "', only "
                            + String.join(", ", buckets.keySet()),
                    "'kvctl crdt escrow create' adds one");
        }
        if (home.isEmpty() && needed && buckets.size() > 1) {
            throw Failure.usage(
                    "whose rights are meant is not said",
                    "add --region, one of " + String.join(", ", buckets.keySet()));
        }
        SortedMap<String, TagUpdates> updates = new TreeMap<>();
        buckets.forEach((region, bucket) ->
                updates.put(region, new TagUpdates(new ClusterTagStore(cluster, bucket), TagOptions.DEFAULT)));
        return new Escrow(home.orElse(buckets.firstKey()), updates, EscrowOptions.DEFAULT);
    }
}
