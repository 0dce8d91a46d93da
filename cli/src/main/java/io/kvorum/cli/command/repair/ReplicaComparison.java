package io.kvorum.cli.command.repair;

import io.kvorum.cli.Cluster;
import io.kvorum.client.KvorumException;
import io.kvorum.client.Sibling;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.ScanPage;
import io.kvorum.crdt.codec.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads each replica of a partition at its own node, every row with its values, and compares. It believes no tree and no
 * clock. A key that is being written looks different for a moment: only what differs at each of several looks counts.
 */
final class ReplicaComparison {
    private static final int LOOKS = 3;
    private static final int PAGE_ROWS = 1_000;
    private static final int HASH_BYTES = 8;

    /** A key of a bucket, by its id; of a collection, one element of it. */
    record KeyOf(int bucket, Bytes key, Optional<Bytes> element) implements Comparable<KeyOf> {
        private static final Comparator<KeyOf> ORDER = Comparator.comparingInt(KeyOf::bucket)
                .thenComparing(KeyOf::key)
                .thenComparing(key -> key.element().orElse(Bytes.EMPTY));

        @Override
        public int compareTo(KeyOf other) {
            return ORDER.compare(this, other);
        }
    }

    /** @param dots by node: the dots of the live versions, each with a hash of its value */
    record Difference(int partition, KeyOf key, SortedMap<Integer, List<String>> dots) {}

    /**
     * @param rows read, of all replicas together
     * @param unread nodes that did not answer
     */
    record Result(int partition, long rows, List<Difference> differences, List<Integer> unread) {}

    private final Cluster cluster;
    private final ClusterTopology topology;
    private final long pauseMillis;

    /** @param pauseMillis between two looks at a difference */
    ReplicaComparison(Cluster cluster, ClusterTopology topology, long pauseMillis) {
        this.cluster = cluster;
        this.topology = topology;
        this.pauseMillis = pauseMillis;
    }

    Result compare(int partition) throws InterruptedException {
        Result result = look(partition);
        for (int i = 1; i < LOOKS && !result.differences().isEmpty(); i++) {
            Thread.sleep(pauseMillis);
            TreeSet<KeyOf> before = new TreeSet<>();
            result.differences().forEach(difference -> before.add(difference.key()));
            Result again = look(partition);
            List<Difference> still = again.differences().stream()
                    .filter(difference -> before.contains(difference.key()))
                    .toList();
            result = new Result(partition, again.rows(), still, again.unread());
        }
        return result;
    }

    private Result look(int partition) {
        SortedMap<Integer, Map<KeyOf, List<String>>> replicas = new TreeMap<>();
        List<Integer> unread = new ArrayList<>();
        long rows = 0;
        for (int node : topology.replicasOf(partition)) {
            try {
                Map<KeyOf, List<String>> read = read(node, partition);
                rows += read.size();
                replicas.put(node, read);
            } catch (KvorumException e) {
                unread.add(node);
            }
        }
        TreeSet<KeyOf> keys = new TreeSet<>();
        replicas.values().forEach(read -> keys.addAll(read.keySet()));
        List<Difference> differences = new ArrayList<>();
        for (KeyOf key : keys) {
            SortedMap<Integer, List<String>> dots = new TreeMap<>();
            replicas.forEach((node, read) -> dots.put(node, read.getOrDefault(key, List.of())));
            if (dots.values().stream().distinct().count() > 1) {
                differences.add(new Difference(partition, key, dots));
            }
        }
        return new Result(partition, rows, differences, unread);
    }

    private Map<KeyOf, List<String>> read(int node, int partition) {
        Map<KeyOf, List<String>> rows = new TreeMap<>();
        Bytes after = Bytes.EMPTY;
        ScanPage page;
        do {
            page = cluster.scan(node, partition, after, PAGE_ROWS);
            for (ScanPage.Row row : page.rows()) {
                if (!row.versions().isEmpty() && topology.bucket(row.bucket()).isPresent()) {
                    rows.put(new KeyOf(row.bucket(), row.key(), row.element()), dots(row.versions()));
                }
            }
            after = page.next();
        } while (!page.isLast());
        return rows;
    }

    private static List<String> dots(List<Sibling<Bytes>> versions) {
        return versions.stream()
                .map(version -> version.dot() + "=" + hash(version.value()))
                .sorted()
                .toList();
    }

    private static String hash(Bytes value) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(value.array());
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("every Java has SHA-256", e);
        }
    }
}
