package io.kvorum.bench.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.bench.load.LoadListener;
import io.kvorum.bench.load.LoadOptions;
import io.kvorum.bench.load.LoadPhase;
import io.kvorum.bench.load.LoadResult;
import io.kvorum.bench.load.LoadRun;
import io.kvorum.bench.process.CostProbe;
import io.kvorum.bench.process.ProcessCost;
import io.kvorum.bench.store.KvorumStore;
import io.kvorum.bench.store.KvorumStoreOptions;
import io.kvorum.bench.workload.Keys;
import io.kvorum.bench.workload.StampedValue;
import io.kvorum.bench.workload.Workload;
import io.kvorum.client.Level;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.WriteOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The load generator against real nodes; how fast they are does not matter. */
class LoadOnNodesIT {
    private static final Workload WORKLOAD =
            Workload.named("a").withRecords(200).withValueBytes(100);

    @TempDir
    Path folder;

    private static KvorumStoreOptions options(int keepSiblings) {
        return new KvorumStoreOptions(
                "default",
                ReadOptions.DEFAULT.level(Level.QUORUM),
                WriteOptions.DEFAULT.level(Level.QUORUM),
                Duration.ofSeconds(30),
                4_096,
                1_000,
                keepSiblings);
    }

    @Test
    @Timeout(300)
    void aLoadFindsWhatItWroteAndSaysWhatTheNodesUsed() throws Exception {
        try (LocalNodes nodes =
                LocalNodes.start(3, LocalNodes.SLOTS, folder, List.of("-Xmx256m", "-XX:+UseSerialGC"))) {
            Map<String, Long> pids = nodes.pids();
            assertThat(pids).containsOnlyKeys("n1", "n2", "n3");
            try (KvorumStore store = KvorumStore.connect(nodes.endpoints(), options(0))) {
                LoadOptions load = LoadOptions.closed(16, Duration.ofSeconds(1), Duration.ofSeconds(2), 5);
                LoadPhase.load(store, WORKLOAD, load, LoadListener.NONE);
                CostProbe probe = new CostProbe(pids);
                LoadResult result = LoadRun.run(store, WORKLOAD, load, new LoadListener() {
                    @Override
                    public void measuringBegins() {
                        probe.begin();
                    }

                    @Override
                    public void measuringEnds() {
                        probe.end();
                    }
                });
                assertThat(result.operations()).isPositive();
                assertThat(result.wrongValues()).isZero();
                assertThat(result.missing()).isZero();
                assertThat(probe.costs())
                        .extracting(ProcessCost::name)
                        .containsExactly(ProcessCost.CLIENT, "n1", "n2", "n3");
                assertThat(probe.costs()).allMatch(cost -> cost.rssBytes() > 0);
            }
            writesOverwriteUnlessSiblingsAreWanted(nodes);
        }
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private static void writesOverwriteUnlessSiblingsAreWanted(LocalNodes nodes) throws Exception {
        byte[] key = Keys.of(1_000_000);
        try (KvorumStore store = KvorumStore.connect(nodes.endpoints(), options(0))) {
            for (int i = 0; i < 5; i++) {
                store.write(key, StampedValue.of(1_000_000, i, 100)).get(60, TimeUnit.SECONDS);
            }
            assertThat(store.readsForContext()).isEqualTo(1);
            assertThat(store.read(key).get(60, TimeUnit.SECONDS)).containsExactly(StampedValue.of(1_000_000, 4, 100));
            store.delete(key).get(60, TimeUnit.SECONDS);
            assertThat(store.read(key).get(60, TimeUnit.SECONDS)).isEmpty();
            store.write(key, StampedValue.of(1_000_000, 9, 100)).get(60, TimeUnit.SECONDS);
            assertThat(store.read(key).get(60, TimeUnit.SECONDS)).hasSize(1);
        }
        byte[] other = Keys.of(1_000_001);
        try (KvorumStore store = KvorumStore.connect(nodes.endpoints(), options(4))) {
            for (int i = 0; i < 3; i++) {
                store.write(other, StampedValue.of(1_000_001, i, 100)).get(60, TimeUnit.SECONDS);
            }
            assertThat(store.read(other).get(60, TimeUnit.SECONDS)).hasSize(3);
            store.write(other, StampedValue.of(1_000_001, 3, 100)).get(60, TimeUnit.SECONDS);
            assertThat(store.read(other).get(60, TimeUnit.SECONDS)).hasSize(1);
        }
    }
}
