package io.kvorum.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class CassandraYamlTest {
    private static final int NODES = 3;

    private static Map<?, ?> parsed(CommitLog commitLog, int node) {
        CassandraCluster cluster = new CassandraCluster(NODES, 21_000, 21_001, commitLog);
        String text = new CassandraYaml(cluster, node, Path.of("/data", "node-" + node)).text();
        return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    /** Without one of these, Cassandra does not start, or writes outside of the folder that it was given. */
    @ParameterizedTest
    @EnumSource(CommitLog.class)
    void saysAllThatCassandraMustBeTold(CommitLog commitLog) {
        Map<String, Object> yaml = new java.util.TreeMap<>();
        parsed(commitLog, 2).forEach((name, value) -> yaml.put((String) name, value));
        assertThat(yaml)
                .containsKeys(
                        "cluster_name",
                        "partitioner",
                        "endpoint_snitch",
                        "seed_provider",
                        "commitlog_sync",
                        "initial_token",
                        "num_tokens")
                .containsEntry("auto_bootstrap", false)
                .containsEntry("listen_address", "127.0.0.2")
                .containsEntry("rpc_address", "127.0.0.2")
                .containsEntry("storage_port", 21_000)
                .containsEntry("native_transport_port", 21_001)
                .containsEntry("data_file_directories", List.of("/data/node-2/data"));
        for (String folder :
                List.of("commitlog_directory", "hints_directory", "saved_caches_directory", "cdc_raw_directory")) {
            assertThat((String) yaml.get(folder)).as(folder).startsWith("/data/node-2/");
        }
    }

    @Test
    void periodicNamesItsPeriodAndBatchHasNone() {
        assertThat(parsed(CommitLog.PERIODIC, 1).get("commitlog_sync")).isEqualTo("periodic");
        assertThat(parsed(CommitLog.PERIODIC, 1).get("commitlog_sync_period")).isEqualTo("10000ms");
        assertThat(parsed(CommitLog.BATCH, 1).get("commitlog_sync")).isEqualTo("batch");
        assertThat(parsed(CommitLog.BATCH, 1).get("commitlog_sync_period")).isNull();
    }

    @Test
    void conditionalWritesTakeFewerRoundTrips() {
        assertThat(parsed(CommitLog.PERIODIC, 1).get("paxos_variant")).isEqualTo("v2");
    }

    @Test
    void allNodesAreSeeds() {
        assertThat(parsed(CommitLog.PERIODIC, 1).get("seed_provider"))
                .isEqualTo(List.of(Map.of(
                        "class_name",
                        "org.apache.cassandra.locator.SimpleSeedProvider",
                        "parameters",
                        List.of(Map.of("seeds", "127.0.0.1:21000,127.0.0.2:21000,127.0.0.3:21000")))));
    }

    @Test
    void theNodesTakeTurnsOnARingOfEqualParts() {
        List<List<BigInteger>> tokens = new ArrayList<>();
        for (int node = 1; node <= NODES; node++) {
            String text = String.valueOf(parsed(CommitLog.PERIODIC, node).get("initial_token"));
            tokens.add(Arrays.stream(text.split(",")).map(BigInteger::new).toList());
            assertThat(tokens.get(node - 1)).hasSize(16);
        }
        BigInteger last = BigInteger.valueOf(Long.MIN_VALUE);
        BigInteger part = BigInteger.ONE.shiftLeft(64).divide(BigInteger.valueOf(48));
        for (int turn = 0; turn < 16; turn++) {
            for (List<BigInteger> ofNode : tokens) {
                BigInteger token = ofNode.get(turn);
                assertThat(token).isGreaterThan(last).isLessThanOrEqualTo(BigInteger.valueOf(Long.MAX_VALUE));
                if (turn > 0 || ofNode != tokens.get(0)) {
                    assertThat(token.subtract(last)).isBetween(part, part.add(BigInteger.ONE));
                }
                last = token;
            }
        }
    }
}
