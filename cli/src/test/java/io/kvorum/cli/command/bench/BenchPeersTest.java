package io.kvorum.cli.command.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvorum.bench.load.CountedUpdates;
import io.kvorum.bench.load.LoadOptions;
import io.kvorum.bench.load.LoadResult;
import io.kvorum.bench.process.ProcessCost;
import io.kvorum.bench.result.Asked;
import io.kvorum.bench.result.Machine;
import io.kvorum.bench.result.Measured;
import io.kvorum.bench.result.RunRecord;
import io.kvorum.bench.rounds.Cell;
import io.kvorum.bench.workload.Op;
import io.kvorum.bench.workload.Workload;
import io.kvorum.cli.Kit;
import io.kvorum.cli.output.Console;
import io.kvorum.cli.output.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchPeersTest {
    @TempDir
    Path home;

    private static final List<Cell> CELLS = List.of(
            cell("kvorum", 1, 2_000, 1_000, 0),
            cell("redis-always", 1, 4_000, 500, 0),
            cell("kvorum", 2, 1_800, 1_000, 0),
            cell("redis-always", 2, 1_800, 2_000, 7));

    /** One second of reads that all took as long, by one server. */
    private static Cell cell(String peer, int round, int perSecond, long micros, long wrongValues) {
        Histogram histogram = new Histogram(3_600_000_000L, 3);
        histogram.recordValueWithCount(micros, perSecond);
        LoadResult result = new LoadResult(
                perSecond,
                new TreeMap<>(),
                wrongValues,
                0,
                0,
                0,
                0,
                new TreeMap<>(Map.of(Op.READ, histogram)),
                histogram,
                List.of(),
                1,
                false,
                CountedUpdates.NONE);
        LoadOptions options = LoadOptions.closed(16, Duration.ofSeconds(1), Duration.ofSeconds(1), 1);
        RunRecord run = new RunRecord(
                peer,
                peer,
                "2026-01-01T00:00:00Z",
                new Machine(2, 1L << 34, "a processor", "Linux", "a Java"),
                new TreeMap<>(Map.of("version", peer + " 1")),
                Asked.of(Workload.named("c"), options),
                Measured.of(result),
                List.of(
                        new ProcessCost(ProcessCost.CLIENT, perSecond * 10 / 1e6, 1 << 20, 0),
                        new ProcessCost("server", perSecond * 50 / 1e6, 3 << 20, 0)));
        return new Cell(round, 1, run);
    }

    private static String shown(Format format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                false);
        console.configure(format, false);
        PeersView.show(console, CELLS);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void showsAMeasurementPerStoreAndThenOneTableOfRatios() {
        List<String> lines = shown(Format.TABLE).lines().toList();
        assertThat(lines).hasSize(6);
        assertThat(lines.get(1)).containsPattern("^kvorum +c +16 clients +1900 +1.00 +1.00 ");
        assertThat(lines.get(1)).containsPattern(" 50.0 +10.0 +3.00 +- +0 +0$");
        assertThat(lines.get(2))
                .containsPattern("^redis-always +c +16 clients +2900 ")
                .endsWith(" 7");
        assertThat(lines.get(5))
                .containsPattern("^c +16 clients +kvorum/redis-always +0.75 \\(0.50-1.00\\) +1.25 \\(0.50-2.00\\) ");
    }

    @Test
    void theDocumentHasEachRoundAndWhatIsKnown() throws IOException {
        JsonNode document = new ObjectMapper().readTree(shown(Format.JSON));
        assertThat(document.path("cells")).hasSize(4);
        assertThat(document.path("cells").get(3).path("wrongValues").asLong()).isEqualTo(7);
        assertThat(document.path("cells").get(0).has("diskBytesPerByte"))
                .as("disk per byte written, of reads")
                .isFalse();
        JsonNode ratio = document.path("ratios").get(0);
        assertThat(ratio.path("peer").asText()).isEqualTo("redis-always");
        assertThat(ratio.path("rounds").asInt()).isEqualTo(2);
        assertThat(ratio.path("throughput").path("median").asDouble()).isEqualTo(0.75);
        assertThat(document.path("peers").path("kvorum").path("version").asText())
                .isEqualTo("kvorum 1");
        assertThat(document.path("machine").path("processors").asInt()).isEqualTo(2);
    }

    @Test
    void whatIsNotKnownIsRefusedBeforeAnythingStarts() {
        Kit.Result peer = new Kit(home).run("bench", "peers", "--peers", "kvorum,riak");
        assertThat(peer.code()).isEqualTo(2);
        assertThat(peer.err()).contains("no peer 'riak'").contains("cassandra-batch");
        Kit.Result workload = new Kit(home).run("bench", "peers", "--peers", "kvorum", "--workloads", "Z");
        assertThat(workload.code()).isEqualTo(2);
        assertThat(workload.err()).contains("no workload 'z'");
        Kit.Result reference =
                new Kit(home).run("bench", "peers", "--peers", "kvorum", "--reference", "etcd", "--rate-share", "0.5");
        assertThat(reference.code()).isEqualTo(2);
        assertThat(reference.err()).contains("etcd is not among the peers");
    }

    @Test
    void aRunOnLinearizableKeysHasItsOwnColumnsAndRefusesLevels() {
        Cell plain = CELLS.get(0);
        LoadOptions options = LoadOptions.closed(16, Duration.ofSeconds(1), Duration.ofSeconds(1), 1);
        Measured measured = plain.run().measured();
        CountedUpdates updates = new CountedUpdates(40, 0, 2, 0, 1, 0, 0.75);
        RunRecord run = new RunRecord(
                "kvorum",
                "kvorum",
                "2026-01-01T00:00:00Z",
                plain.run().machine(),
                new TreeMap<>(),
                Asked.of(Workload.named("hot-cas"), options),
                new Measured(
                        measured.operations(),
                        measured.perSecond(),
                        measured.seconds(),
                        measured.failures(),
                        2,
                        0,
                        0,
                        0,
                        0,
                        measured.overall(),
                        measured.latencies(),
                        measured.series(),
                        false,
                        updates),
                plain.run().processes());
        assertThat(RunRow.columns(List.of(run))).contains("conflicts", "slowestShare", "wrongValues");
        assertThat(RunRow.columns(List.of(plain.run()))).doesNotContain("conflicts", "slowestShare");
        assertThat(RunRow.of(run))
                .containsEntry("conflicts", 40L)
                .containsEntry("slowestShare", 0.75)
                .containsEntry("lostUpdates", 2L)
                .containsEntry("unknownUpdates", 1L);
        assertThat(PeersView.line(new Cell(1, 3, run)))
                .contains("40 conflicts, slowest client 0.75 of the mean, 2 LOST and 0 DOUBLED");
        Kit.Result levels = new Kit(home).run("bench", "run", "-w", "cas", "--w", "1");
        assertThat(levels.code()).isEqualTo(2);
        assertThat(levels.err()).contains("have no levels");
        Kit.Result curve = new Kit(home).run("bench", "curve", "clients", "-w", "cas");
        assertThat(curve.code()).isEqualTo(2);
        assertThat(curve.err()).contains("linearizable keys");
    }

    @Test
    void redisLeavesOutWhatOneServerCannotShow() {
        Kit.Result result =
                new Kit(home).run("bench", "peers", "--peers", "redis-always", "--workloads", "cas,serial-read");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("nothing is left to measure").contains("a Redis server decides alone");
    }

    @Test
    void withoutTheDriversItSaysWhoBringsThem() {
        Kit.Result result = new Kit(home).run("bench", "peers", "--peers", "redis-always");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("redis-always cannot be started").contains("leave it out with --peers");
    }
}
