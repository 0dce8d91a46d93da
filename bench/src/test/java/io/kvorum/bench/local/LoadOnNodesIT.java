package io.kvorum.bench.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.bench.load.CountedKeys;
import io.kvorum.bench.load.LoadListener;
import io.kvorum.bench.load.LoadOptions;
import io.kvorum.bench.load.LoadPhase;
import io.kvorum.bench.load.LoadResult;
import io.kvorum.bench.load.LoadRun;
import io.kvorum.bench.process.CostProbe;
import io.kvorum.bench.process.ProcessCost;
import io.kvorum.bench.store.KvorumStore;
import io.kvorum.bench.store.KvorumStoreOptions;
import io.kvorum.bench.store.Registers;
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
import java.util.Optional;
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
            updatesByCompareAndSetAreCounted(nodes);
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

    /** No update is lost, none is made twice, and no read misses one: the load says so, and the counters themselves. */
    private static void updatesByCompareAndSetAreCounted(LocalNodes nodes) throws Exception {
        LoadOptions load = LoadOptions.closed(16, Duration.ofSeconds(1), Duration.ofSeconds(2), 5);
        try (KvorumStore store = KvorumStore.connect(nodes.endpoints(), options(0))) {
            Registers registers = store.registers().orElseThrow();
            Workload cas = Workload.named("cas").withRecords(200).withValueBytes(100);
            CountedKeys keys = CountedKeys.load(registers, cas, load, LoadListener.NONE);
            for (Workload workload : List.of(
                    cas,
                    Workload.named("hot-cas").withValueBytes(100),
                    Workload.named("serial-read").withRecords(200).withValueBytes(100))) {
                LoadResult result = LoadRun.run(store, Optional.of(keys), workload, load, LoadListener.NONE);
                assertThat(result.operations()).as(workload.name()).isPositive();
                assertThat(result.failures()).as(workload.name()).isEmpty();
                assertThat(result.wrongValues())
                        .as("%s: %s", workload.name(), result.updates())
                        .isZero();
                assertThat(result.missing()).isZero();
                assertThat(result.updates().unread()).isZero();
                assertThat(result.updates().unknown()).isZero();
            }
        }
        try (KvorumStore store = KvorumStore.connect(nodes.endpoints(), options(0))) {
            Registers registers = store.registers().orElseThrow();
            byte[] hot = Keys.of(0);
            Registers.Found found = registers.read(hot).get(60, TimeUnit.SECONDS);
            assertThat(StampedValue.isOf(0, found.value().orElseThrow())).isTrue();
            assertThat(StampedValue.sequence(found.value().orElseThrow())).isPositive();
            byte[] next = StampedValue.of(0, 1, 100);
            assertThat(registers.writeIf(hot, found.version(), next).get(60, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(registers.writeIf(hot, found.version(), next).get(60, TimeUnit.SECONDS))
                    .isFalse();
            assertThat(registers.writeIf(hot, Registers.ABSENT, next).get(60, TimeUnit.SECONDS))
                    .isFalse();
            assertThatThrownBy(() -> store.registers("default")).isInstanceOf(IllegalStateException.class);
        }
    }
}
