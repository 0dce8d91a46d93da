package io.kvorum.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.cell.CellType;
import io.kvorum.replication.request.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BucketTypeTest {
    private final Topology founded = Topologies.found("cluster-1", 64, Clusters.of(5, 3, 2));

    @Test
    void theTypeOfABucketIsFixed() {
        Topology topology = ((BucketChange.Changed)
                        Topologies.createBucket(founded, "presence", Map.of("type", "flag")))
                .topology();
        assertThat(topology.bucket("presence").orElseThrow().type()).isEqualTo(CellType.FLAG);
        assertThat(Topologies.createBucket(topology, "presence", Map.of("type", "flag")))
                .isEqualTo(new BucketChange.Unchanged());
        assertThat(Topologies.setBucket(topology, "presence", Map.of("type", "hll")))
                .isInstanceOfSatisfying(BucketChange.Refused.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.BAD_REQUEST);
                    assertThat(refused.message()).contains("stays flag");
                });
        for (Map<String, String> wrong :
                List.of(Map.of("type", "counterr"), Map.of("type", "flag", "kind", "strong"))) {
            assertThat(Topologies.createBucket(founded, "presence", wrong))
                    .isInstanceOfSatisfying(
                            BucketChange.Refused.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_REQUEST));
        }
    }
}
