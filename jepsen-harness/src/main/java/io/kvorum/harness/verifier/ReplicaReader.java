package io.kvorum.harness.verifier;

import io.kvorum.client.Admin;
import io.kvorum.client.Sibling;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.ClusterTopology.BucketInfo;
import io.kvorum.client.cluster.ScanPage;
import io.kvorum.crdt.codec.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Reads each replica of a bucket at its own node, page by page. */
public final class ReplicaReader implements Verifier.Reader {
    private static final int PAGE_ROWS = 500;

    private final Admin admin;
    private final ClusterTopology topology;
    private final BucketInfo bucket;

    public ReplicaReader(Admin admin, String bucket) {
        this.admin = admin;
        this.topology = admin.topology();
        this.bucket = topology.bucket(bucket).orElseThrow();
    }

    @Override
    public List<Integer> partitions() {
        int first = bucket.ring() * topology.slots();
        return IntStream.range(first, first + topology.slots()).boxed().toList();
    }

    @Override
    public List<Verifier.Replica> read(int partition) {
        return topology.replicasOf(partition).stream()
                .map(node -> new Verifier.Replica(node, rows(node, partition)))
                .toList();
    }

    private Map<String, Verifier.Row> rows(int node, int partition) {
        Map<String, Verifier.Row> rows = new TreeMap<>();
        Bytes after = Bytes.EMPTY;
        ScanPage page;
        do {
            page = admin.scanLocal(node, partition, after, PAGE_ROWS);
            for (ScanPage.Row row : page.rows()) {
                if (row.bucket() == bucket.id() && !row.versions().isEmpty()) {
                    rows.put(row.key().toUtf8(), row(row.versions()));
                }
            }
            after = page.next();
        } while (!page.isLast());
        return rows;
    }

    private static Verifier.Row row(List<Sibling<Bytes>> versions) {
        List<String> dots = new ArrayList<>();
        TreeSet<String> values = new TreeSet<>();
        for (Sibling<Bytes> version : versions) {
            String value = version.value().toUtf8();
            dots.add(version.dot() + "=" + value);
            values.add(value);
        }
        dots.sort(null);
        return new Verifier.Row(dots, values);
    }
}
