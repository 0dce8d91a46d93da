package io.kvorum.bench.peer;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * The configuration of one of Cassandra's nodes. Where it differs from what is shipped for compatibility with old releases, it
 * takes what Cassandra ships as {@code cassandra_latest.yaml} for new clusters, which is faster: trie memtables outside the
 * heap, tables with a trie index, unified compaction, direct access to the commit log.
 */
record CassandraYaml(CassandraCluster cluster, int node, Path home) {
    private static final int TOKENS_PER_NODE = 16;

    /** All settings, in the order in which they are written. */
    Map<String, Object> settings() {
        Map<String, Object> yaml = new LinkedHashMap<>();
        yaml.put("cluster_name", "kvorum-bench");
        yaml.put("num_tokens", TOKENS_PER_NODE);
        yaml.put("initial_token", tokens(node, cluster.nodes()));
        yaml.put("auto_bootstrap", false);
        yaml.put("partitioner", "org.apache.cassandra.dht.Murmur3Partitioner");
        yaml.put("endpoint_snitch", "SimpleSnitch");
        yaml.put("seed_provider", seeds());
        yaml.put("listen_address", cluster.address(node));
        yaml.put("rpc_address", cluster.address(node));
        yaml.put("storage_port", cluster.storagePort());
        yaml.put("native_transport_port", cluster.clientPort());
        yaml.put("data_file_directories", List.of(folder("data")));
        yaml.put("commitlog_directory", folder("commitlog"));
        yaml.put("hints_directory", folder("hints"));
        yaml.put("saved_caches_directory", folder("saved_caches"));
        yaml.put("cdc_raw_directory", folder("cdc"));
        yaml.putAll(cluster.commitLog().settings());
        yaml.put("commitlog_disk_access_mode", "auto");
        yaml.put("commitlog_segment_size", "32MiB");
        yaml.put("memtable", memtable());
        yaml.put("memtable_allocation_type", "offheap_objects");
        yaml.put("sstable", Map.of("selected_format", "bti"));
        yaml.put("default_compaction", compaction());
        yaml.put("storage_compatibility_mode", "NONE");
        yaml.put("uuid_sstable_identifiers_enabled", true);
        yaml.put("key_cache_size", "0MiB");
        // Fewer round trips for conditional writes, and one for a read at SERIAL that meets no other.
        yaml.put("paxos_variant", "v2");
        // Each node has one disk and shares two cores; a synced write keeps its thread until it is on disk.
        yaml.put("concurrent_reads", 32);
        yaml.put("concurrent_writes", cluster.commitLog().concurrentWrites());
        yaml.put("concurrent_compactors", 1);
        return yaml;
    }

    String text() {
        DumpSettings settings =
                DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();
        return new Dump(settings).dumpToString(settings());
    }

    private List<Object> seeds() {
        List<String> addresses = new ArrayList<>();
        for (int other = 1; other <= cluster.nodes(); other++) {
            addresses.add(cluster.address(other) + ":" + cluster.storagePort());
        }
        return List.of(Map.of(
                "class_name",
                "org.apache.cassandra.locator.SimpleSeedProvider",
                "parameters",
                List.of(Map.of("seeds", String.join(",", addresses)))));
    }

    private static Map<String, Object> memtable() {
        return Map.of(
                "configurations",
                Map.of(
                        "trie", Map.of("class_name", "TrieMemtable"),
                        "default", Map.of("inherits", "trie")));
    }

    private static Map<String, Object> compaction() {
        return Map.of(
                "class_name",
                "UnifiedCompactionStrategy",
                "parameters",
                Map.of(
                        "scaling_parameters", "T4",
                        "max_sstables_to_compact", "64",
                        "target_sstable_size", "1GiB",
                        "sstable_growth", "0.3333333333333333",
                        "min_sstable_size", "100MiB"));
    }

    private String folder(String name) {
        return home.resolve(name).toString();
    }

    /**
     * The ring is cut into equal parts, which the nodes take in turn.
     *
     * @param node from 1
     */
    static String tokens(int node, int nodes) {
        BigInteger parts = BigInteger.valueOf((long) TOKENS_PER_NODE * nodes);
        List<String> tokens = new ArrayList<>();
        for (int turn = 0; turn < TOKENS_PER_NODE; turn++) {
            BigInteger part = BigInteger.valueOf((long) turn * nodes + node - 1);
            tokens.add(BigInteger.ONE
                    .shiftLeft(Long.SIZE)
                    .multiply(part)
                    .divide(parts)
                    .add(BigInteger.valueOf(Long.MIN_VALUE + 1))
                    .toString());
        }
        return String.join(",", tokens);
    }
}
