package io.kvorum.bench.curve;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.bench.result.RunRecord;
import io.kvorum.bench.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A point on real nodes; how fast they are does not matter. */
class CurvePointIT {
    @TempDir
    Path folder;

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void measuresNodesOfItsOwnAndLeavesNothing() throws Exception {
        Point base = Point.base(Workload.named("a").withRecords(200).withValueBytes(100))
                .withClients(4);
        CurvePoint measuring = new CurvePoint(folder, Duration.ofMillis(100), Duration.ofSeconds(1), 42);
        RunRecord run = measuring.measure(Dimension.NODES_DOWN, 1, Dimension.NODES_DOWN.at(base, 1));
        assertThat(run.measured().operations()).isPositive();
        assertThat(run.measured().wrongValues()).isZero();
        assertThat(run.measured().missing()).isZero();
        assertThat(run.settings())
                .containsEntry("curve", "nodes-down")
                .containsEntry("at", "1")
                .containsEntry("replicas", "3");
        assertThat(Long.parseLong(run.settings().get(CurvePoint.START_MS))).isPositive();
        assertThat(folder).isEmptyDirectory();
    }
}
