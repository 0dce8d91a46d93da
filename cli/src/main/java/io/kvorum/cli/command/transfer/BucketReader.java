package io.kvorum.cli.command.transfer;

import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.client.KvorumException;
import io.kvorum.client.MultiGet;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.SiblingsUnresolved;
import io.kvorum.client.Value;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.ClusterTopology.BucketInfo;
import io.kvorum.client.cluster.ScanPage;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All pairs of a partition: which keys there are is asked of a majority of its replicas, so that every write which was
 * acknowledged by a quorum is among them; then each key is read at the bucket's level.
 */
final class BucketReader {
    private static final int PAGE_ROWS = 500;
    private static final int KEYS_PER_READ = 200;

    private final Cluster cluster;
    private final ClusterTopology topology;
    private final BucketInfo bucket;

    BucketReader(Cluster cluster, String name) {
        this.cluster = cluster;
        this.topology = cluster.topology();
        this.bucket = topology.bucket(name)
                .orElseThrow(() ->
                        Failure.notFound("there is no bucket '" + name + "'", "'kvctl bucket ls' shows the buckets"));
        if (bucket.isStrong()) {
            throw Failure.usage("bucket '" + name + "' is strong: it cannot be exported yet", "nothing was written");
        }
        if (!bucket.type().equals(Optional.of(CellType.NONE))) {
            throw Failure.usage(
                    "bucket '" + name + "' is of type " + bucket.properties().get("type")
                            + ": it cannot be exported yet",
                    "nothing was written");
        }
    }

    int partitions() {
        return topology.slots();
    }

    /** @param slot from 0 */
    List<Pair> read(int slot) {
        int partition = bucket.ring() * topology.slots() + slot;
        List<Bytes> keys = new ArrayList<>(keys(partition));
        List<Pair> pairs = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += KEYS_PER_READ) {
            List<Bytes> some = keys.subList(from, Math.min(keys.size(), from + KEYS_PER_READ));
            MultiGet<Bytes, Bytes> got = cluster.readMany(bucket.name(), some, ReadOptions.DEFAULT);
            for (Bytes key : some) {
                addPairs(key, got, pairs);
            }
        }
        return pairs;
    }

    private static void addPairs(Bytes key, MultiGet<Bytes, Bytes> got, List<Pair> pairs) {
        KvorumException failure = got.failures().get(key);
        if (failure instanceof SiblingsUnresolved several) {
            boolean first = true;
            for (Bytes value : several.siblings().values()) {
                pairs.add(new Pair(key, value, !first));
                first = false;
            }
            return;
        }
        if (failure != null) {
            throw failure;
        }
        Value<Bytes> value = got.values().get(key);
        if (value != null && value.isPresent()) {
            pairs.add(new Pair(key, value.get(), false));
        }
    }

    private Set<Bytes> keys(int partition) {
        Set<Bytes> keys = new TreeSet<>();
        List<Integer> replicas = topology.replicasOf(partition);
        // Fewer than a majority is told below; what a part of the pages gave does no harm.
        long answered =
                replicas.stream().filter(node -> addKeys(node, partition, keys)).count();
        if (answered * 2 <= replicas.size()) {
            throw new Failure(
                    Exit.UNAVAILABLE,
                    "UNAVAILABLE",
                    "only " + answered + " of the replicas " + replicas + " of partition " + partition + " answer",
                    Failure.Data.NOT_CONCERNED,
                    "'kvctl cluster health' shows which nodes are away; an export to a file can be resumed");
        }
        return keys;
    }

    /** @return false if the node does not answer */
    private boolean addKeys(int node, int partition, Set<Bytes> keys) {
        try {
            addAllKeys(node, partition, keys);
            return true;
        } catch (KvorumException e) {
            return false;
        }
    }

    private void addAllKeys(int node, int partition, Set<Bytes> keys) {
        Bytes after = Bytes.EMPTY;
        ScanPage page;
        do {
            page = cluster.scan(node, partition, after, PAGE_ROWS);
            for (ScanPage.Row row : page.rows()) {
                if (row.bucket() == bucket.id() && !row.versions().isEmpty()) {
                    keys.add(row.key());
                }
            }
            after = page.next();
        } while (!page.isLast());
    }
}
