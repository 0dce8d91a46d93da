package io.kvorum.harness.typed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.client.BadRequest;
import io.kvorum.client.Codec;
import io.kvorum.client.CounterBucket;
import io.kvorum.client.DistinctBucket;
import io.kvorum.client.ElementPage;
import io.kvorum.client.ExtremeBucket;
import io.kvorum.client.FlagBucket;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.LastWriterBucket;
import io.kvorum.client.Level;
import io.kvorum.client.MapBucket;
import io.kvorum.client.MapEntry;
import io.kvorum.client.MultiValueBucket;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.SetBucket;
import io.kvorum.client.TypedBucket;
import io.kvorum.client.UnfinishedUpdate;
import io.kvorum.client.WriteOptions;
import io.kvorum.client.Written;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.harness.live.ThreeNodes;
import io.kvorum.protocol.client.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TypedIT {
    private static final int WRITERS = 64;

    @TempDir
    static Path folder;

    private static LocalCluster cluster;
    private static KvorumClient client;

    @BeforeAll
    static void start() throws Exception {
        cluster = ThreeNodes.start(folder);
        client = ThreeNodes.connect(cluster, Duration.ofSeconds(60));
        for (CellType type : CellType.values()) {
            client.admin().createBucket("b-" + type.text(), Map.of("type", type.text()));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        cluster.close();
    }

    @Test
    @Timeout(300)
    void eachTypeIsWrittenAndRead() {
        FlagBucket<String> flag = client.flag("b-flag", Codec.utf8());
        assertThat(flag.get("k").value()).isFalse();
        flag.enable("k");
        assertThat(flag.get("k").value()).isTrue();
        flag.disable("k");
        assertThat(flag.get("k").value()).isFalse();

        LastWriterBucket<String, String> last = client.lastWriterRegister("b-lww-register", Codec.utf8(), Codec.utf8());
        last.set("k", "one");
        last.set("k", "two");
        assertThat(last.get("k").value()).contains("two");
        last.delete("k");
        assertThat(last.get("k").value()).isEmpty();

        MultiValueBucket<String, String> all = client.multiValueRegister("b-mv-register", Codec.utf8(), Codec.utf8());
        all.set("k", "one");
        all.set("k", "two");
        assertThat(all.get("k").value()).containsExactly("two");

        ExtremeBucket<String> max = client.maxRegister("b-max-register", Codec.utf8());
        max.update("k", 10);
        max.update("k", 5);
        assertThat(max.get("k").value()).hasValue(10);
        ExtremeBucket<String> min =
                client.minRegister("b-min-register", Codec.utf8()).in(client.session());
        min.update("k", 10);
        min.update("k", 5);
        assertThat(min.get("k").value()).hasValue(5);

        DistinctBucket<String, String> distinct = client.distinctCount("b-hll", Codec.utf8(), Codec.utf8());
        distinct.add("k", List.of("a", "b"));
        distinct.add("k", List.of("b", "c"));
        assertThat(distinct.get("k").value()).isEqualTo(3);
    }

    /** More of them than a key may have siblings: those that are refused read again, and replace what the others wrote. */
    @Test
    @Timeout(300)
    void manyWritersOfOneKeyLoseNothing() {
        ExtremeBucket<String> max = client.maxRegister("b-max-register", Codec.utf8());
        List<CompletableFuture<?>> running = new ArrayList<>();
        IntStream.rangeClosed(1, WRITERS)
                .forEach(number -> running.add(max.updateAsync("hot", number).toCompletableFuture()));
        running.forEach(CompletableFuture::join);
        assertThat(max.get("hot").value()).hasValue(WRITERS);
    }

    @Test
    @Timeout(300)
    void setsArePagedThrough() {
        for (SetBucket<String, String> set : List.of(
                client.set("b-set", Codec.utf8(), Codec.utf8()),
                client.removeWinsSet("b-remove-wins-set", Codec.utf8(), Codec.utf8()))) {
            List<CompletableFuture<?>> running = new ArrayList<>();
            IntStream.range(100, 400)
                    .forEach(number ->
                            running.add(set.addAsync("k", "e" + number).toCompletableFuture()));
            running.forEach(CompletableFuture::join);
            set.remove("k", "e200");
            set.add("k", "e300");
            set.add("other", "e1");
            List<String> all = new ArrayList<>();
            Optional<Bytes> after = Optional.empty();
            do {
                ElementPage<String> page = set.page("k", after, 64);
                all.addAll(page.elements());
                after = page.next();
            } while (after.isPresent());
            assertThat(all).hasSize(299).isSorted().doesNotContain("e200").contains("e100", "e399");
            assertThat(set.contains("k", "e200").value()).isFalse();
            assertThat(set.contains("k", "e201").value()).isTrue();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(set.size("k").value()).isEqualTo(299));
        }
    }

    @Test
    @Timeout(300)
    void mapsHaveFieldsAndMaps() {
        MapBucket<String> maps = client.map("b-map", Codec.utf8());
        MapBucket<String> inner = maps.map("inner");
        maps.lastWriterRegister("note", Codec.utf8()).set("k", "one");
        maps.lastWriterRegister("note", Codec.utf8()).set("k", "two");
        maps.flag("note").enable("k");
        List<CompletableFuture<?>> running = new ArrayList<>();
        IntStream.range(100, 400)
                .forEach(number -> running.add(
                        inner.maxRegister("f" + number).updateAsync("k", number).toCompletableFuture()));
        running.forEach(CompletableFuture::join);
        inner.map("deep").distinctCount("seen", Codec.utf8()).add("k", List.of("a", "b"));
        assertThat(maps.lastWriterRegister("note", Codec.utf8()).get("k").value())
                .contains("two");
        assertThat(maps.minRegister("note").get("k").value()).isEmpty();
        assertThat(fields(maps)).hasSize(303).startsWith("inner/deep/seen").endsWith("note", "note");
        assertThat(fields(inner)).hasSize(301).startsWith("deep/seen", "f100").endsWith("f399");
        MapEntry first = inner.page("k", Optional.empty(), 2).elements().get(1);
        assertThat(first.number()).isEqualTo(100);
        assertThatThrownBy(first::isOn).isInstanceOf(IllegalStateException.class);
        assertThat(inner.remove("k", "f1")).isZero();
        assertThat(maps.remove("k", "inner")).isEqualTo(301);
        assertThat(maps.remove("k", "note")).isEqualTo(2);
        assertThat(fields(maps)).isEmpty();
        assertThatThrownBy(() -> client.typed("b-map", CellType.MAP)
                        .update(
                                new TypedBucket.Place(Bytes.ofUtf8("k"), Bytes.ofUtf8("no field")),
                                TypedBucket.Change.to(Bytes.ofUtf8("x"))))
                .isInstanceOf(BadRequest.class)
                .hasMessageContaining("nothing was changed");
    }

    private static List<String> fields(MapBucket<String> maps) {
        List<String> names = new ArrayList<>();
        Optional<Bytes> after = Optional.empty();
        do {
            ElementPage<MapEntry> page = maps.page("k", after, 64);
            page.elements().forEach(entry -> names.add(entry.name()));
            after = page.next();
        } while (after.isPresent());
        return names;
    }

    /** Done anew, the update would replace what was written since; sent again it is the same one, and has happened before that. */
    @Test
    @Timeout(300)
    void anUpdateOfUnknownOutcomeIsResentWithTheEffectOfOne() throws InterruptedException {
        FlagBucket<String> flag = client.flag("b-flag", Codec.utf8());
        FlagBucket<String> everywhere = flag.reading(ReadOptions.DEFAULT.level(Level.ONE))
                .writing(WriteOptions.DEFAULT.level(Level.ALL).deadline(Duration.ofSeconds(3)));
        cluster.pause(3);
        UnfinishedUpdate update;
        try {
            update = UnfinishedUpdate.parse(
                    unknown(() -> everywhere.enable("unsure")).toString());
        } finally {
            cluster.resume(3);
        }
        cluster.awaitReady(Duration.ofSeconds(60));
        assertThat(flag.get("unsure").value()).isTrue();
        flag.disable("unsure");
        Written again = client.resend(update);
        assertThat(again.writeId()).isEqualTo(update.writeId());
        assertThat(flag.get("unsure").value()).isFalse();
        assertThatThrownBy(() -> client.typed("b-hll", CellType.DISTINCT_COUNT).resend(update))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static UnfinishedUpdate unknown(Runnable update) {
        try {
            update.run();
        } catch (OutcomeUnknown unknown) {
            assertThat(unknown).hasMessageContaining("resend this very update");
            return unknown.update().orElseThrow();
        }
        throw new AssertionError("it succeeded with a replica that is stopped");
    }

    /** What others wrote for good would expire with it. */
    @Test
    @Timeout(300)
    void whatCarriesOnOthersHasNoTtl() {
        WriteOptions expiring = WriteOptions.DEFAULT.ttl(Duration.ofMinutes(1));
        FlagBucket<String> strict = client.disableWinsFlag("b-disable-wins-flag", Codec.utf8());
        List<Runnable> refused = List.of(
                () -> client.maxRegister("b-max-register", Codec.utf8())
                        .writing(expiring)
                        .update("ttl", 1),
                () -> client.minRegister("b-min-register", Codec.utf8())
                        .writing(expiring)
                        .update("ttl", 1),
                () -> client.distinctCount("b-hll", Codec.utf8(), Codec.utf8())
                        .writing(expiring)
                        .add("ttl", List.of("a")),
                () -> strict.writing(expiring).disable("ttl"));
        for (Runnable one : refused) {
            assertThatThrownBy(one::run).isInstanceOf(BadRequest.class).hasMessageContaining("nothing was changed");
        }
        strict.writing(expiring).enable("ttl");
        client.flag("b-flag", Codec.utf8()).writing(expiring).enable("ttl");
        assertThat(strict.get("ttl").value()).isTrue();
    }

    @Test
    @Timeout(300)
    void countersCountEveryIncrementOnce() {
        CounterBucket<String> counter = client.counter("b-counter", Codec.utf8());
        assertThat(counter.get("k").value()).isZero();
        counter.increment("k", 10);
        counter.increment("k", -3);
        assertThat(counter.get("k").value()).isEqualTo(7);
        List<CompletableFuture<?>> running = new ArrayList<>();
        IntStream.range(0, 1_000)
                .forEach(number -> running.add(counter.incrementAsync("k", 1).toCompletableFuture()));
        running.forEach(CompletableFuture::join);
        assertThat(counter.get("k").value()).isEqualTo(1_007);
        for (Level level : List.of(Level.ONE, Level.QUORUM, Level.ALL)) {
            CounterBucket<String> reader = counter.reading(ReadOptions.DEFAULT.level(level));
            Awaitility.await().until(() -> reader.get("k").value() == 1_007);
        }
        CounterBucket<String> grows = client.growCounter("b-grow-counter", Codec.utf8());
        grows.increment("k", 2);
        assertThat(grows.get("k").value()).isEqualTo(2);
        assertThatThrownBy(() -> grows.increment("k", -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Timeout(300)
    void aCounterDoesNotLeaveItsRange() {
        CounterBucket<String> counter = client.counter("b-counter", Codec.utf8());
        long steps = Long.MAX_VALUE / CounterBucket.LARGEST_INCREMENT;
        List<CompletableFuture<?>> running = new ArrayList<>();
        for (long step = 0; step < steps; step++) {
            running.add(counter.incrementAsync("full", CounterBucket.LARGEST_INCREMENT)
                    .toCompletableFuture());
        }
        running.forEach(CompletableFuture::join);
        assertThat(counter.get("full").value()).isEqualTo(steps * CounterBucket.LARGEST_INCREMENT);
        assertThatThrownBy(() -> counter.increment("full", CounterBucket.LARGEST_INCREMENT))
                .isInstanceOfSatisfying(
                        BadRequest.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_OUT_OF_RANGE));
        assertThat(counter.get("full").value()).isEqualTo(steps * CounterBucket.LARGEST_INCREMENT);
    }

    /** Each answer that is lost, and each that comes twice, is one increment: what was sent is kept, and sent again, elsewhere, also after a restart. */
    @Test
    @Timeout(300)
    void anIncrementThatIsSentAgainCountsOnce() throws Exception {
        CounterBucket<String> counter = client.counter("b-counter", Codec.utf8());
        counter.increment("again", 5);
        CounterBucket<String> all =
                counter.writing(WriteOptions.DEFAULT.level(Level.ALL).deadline(Duration.ofSeconds(3)));
        List<UnfinishedUpdate> unfinished = new ArrayList<>();
        cluster.pause(3);
        try {
            // All at once: those that begin when it is known that a node does not answer change nothing.
            List<CompletableFuture<Written>> running = IntStream.range(0, 3)
                    .mapToObj(i -> all.incrementAsync("again", 1).toCompletableFuture())
                    .toList();
            for (CompletableFuture<Written> one : running) {
                assertThatThrownBy(one::join)
                        .cause()
                        .isInstanceOfSatisfying(
                                OutcomeUnknown.class,
                                unknown -> unfinished.add(unknown.update().orElseThrow()));
            }
        } finally {
            cluster.resume(3);
        }
        for (int round = 0; round < 3; round++) {
            unfinished.forEach(update -> counter.resend(UnfinishedUpdate.fromByteArray(update.toByteArray())));
            assertThat(counter.get("again").value()).isEqualTo(8);
        }
        cluster.kill(1);
        unfinished.forEach(counter::resend);
        assertThat(counter.get("again").value()).isEqualTo(8);
        cluster.start(1);
        cluster.awaitReady(1, Duration.ofSeconds(60));
        unfinished.forEach(client::resend);
        assertThat(counter.get("again").value()).isEqualTo(8);
    }

    @Test
    @Timeout(300)
    void anOperationOfAnotherTypeIsRefusedAndChangesNothing() {
        ExtremeBucket<String> max = client.maxRegister("b-max-register", Codec.utf8());
        max.update("typed", 7);
        List<Runnable> others = List.of(
                () -> client.flag("b-max-register", Codec.utf8()).enable("typed"),
                () -> client.minRegister("b-max-register", Codec.utf8()).get("typed"),
                () -> client.bucket("b-max-register", Codec.utf8(), Codec.utf8())
                        .put("typed", "plain"),
                () -> client.bucket("b-max-register", Codec.utf8(), Codec.utf8())
                        .delete("typed"),
                () -> client.maxRegister("b-none", Codec.utf8()).update("typed", 1));
        for (Runnable other : others) {
            assertThatThrownBy(other::run)
                    .isInstanceOfSatisfying(
                            BadRequest.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.ERROR_CODE_WRONG_TYPE));
        }
        assertThat(max.get("typed").value()).hasValue(7);
    }
}
