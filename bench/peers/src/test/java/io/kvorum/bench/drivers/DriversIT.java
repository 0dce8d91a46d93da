package io.kvorum.bench.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvorum.bench.peer.Peer;
import io.kvorum.bench.peer.PeerSite;
import io.kvorum.bench.peer.PeerUnavailable;
import io.kvorum.bench.peer.Peers;
import io.kvorum.bench.peer.RunningPeer;
import io.kvorum.bench.store.Registers;
import io.kvorum.bench.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each store as the load generator sees it, on servers of this machine; says why it leaves one out. */
class DriversIT {
    private static final Path KVORUM_HOME = Path.of("..", "..").toAbsolutePath().normalize();
    private static final long PATIENCE_SECONDS = Duration.ofSeconds(60).toSeconds();

    @TempDir
    Path folder;

    /** Its three JVMs take most of a minute to start, and its server is fetched only when somebody asks for it. */
    private static void assumeWanted(String name) {
        if (name.startsWith("cassandra")) {
            assumeTrue(
                    Files.exists(KVORUM_HOME.resolve("bench/peers/cassandra/target/cassandra.classpath"))
                            && Boolean.getBoolean("kvorum.test.cassandra"),
                    "Cassandra is tested with -Dkvorum.test.cassandra=true, once 'kvctl bench peers' has fetched it");
        }
    }

    private static Peer peer(String name) {
        Peer peer = new Peers(KVORUM_HOME).named(name);
        try {
            peer.check();
        } catch (PeerUnavailable missing) {
            assumeTrue(false, name + ": " + missing.what());
        }
        return peer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis-always", "redis-everysec", "etcd", "cassandra", "cassandra-batch"})
    void readsWhatWasWritten(String name) throws Exception {
        assumeWanted(name);
        try (PeerSite site = new PeerSite(folder.resolve("site"), false, line -> {})) {
            RunningPeer running = peer(name).start(site);
            assertThat(running.version()).containsPattern("\\d+\\.\\d+");
            assertThat(running.settings()).containsKey("driver");
            assertThat(running.pids()).allMatch(pid -> ProcessHandle.of(pid).isPresent());
            try (Store store = running.open(10)) {
                writesReadsOverwritesAndDeletes(store);
                scansIfItCan(store, !name.startsWith("redis"));
                comparesAndSetsIfItCan(store, !name.startsWith("redis"));
            }
        }
    }

    /** An operation that cannot be answered any more fails, and its failure has a name. */
    @ParameterizedTest
    @ValueSource(strings = {"redis-always", "etcd"})
    void failsWithANameWhenTheServersAreGone(String name) throws IOException, InterruptedException {
        try (PeerSite site = new PeerSite(folder.resolve("site"), false, line -> {})) {
            RunningPeer running = peer(name).start(site);
            try (Store store = running.open(10)) {
                running.pids().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
                CompletableFuture<Void> write = store.write(key(1), key(1));
                assertThatThrownBy(() -> write.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .satisfies(failure -> assertThat(store.outcome(new CompletionException(failure.getCause())))
                                .endsWith("/UNKNOWN")
                                .isEqualTo(store.outcome(java.util.Objects.requireNonNull(failure.getCause()))));
            }
        }
    }

    private static void writesReadsOverwritesAndDeletes(Store store) throws Exception {
        assertThat(done(store.read(key(1)))).isEmpty();
        done(store.write(key(1), new byte[] {1, 0, -1}));
        done(store.write(key(2), key(2)));
        assertThat(done(store.read(key(1)))).containsExactly(new byte[] {1, 0, -1});
        done(store.write(key(1), key(3)));
        assertThat(done(store.read(key(1)))).containsExactly(key(3));
        done(store.delete(key(1)));
        assertThat(done(store.read(key(1)))).isEmpty();
        assertThat(done(store.read(key(2)))).containsExactly(key(2));
    }

    private static void scansIfItCan(Store store, boolean can) throws Exception {
        if (!can) {
            assertThatThrownBy(() -> done(store.scan(key(2), 10)))
                    .hasCauseInstanceOf(UnsupportedOperationException.class);
            return;
        }
        List<Store.Row> rows = done(store.scan(key(2), 10));
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).key()).isEqualTo(key(2));
        assertThat(rows.get(0).value()).isEqualTo(key(2));
    }

    private static void comparesAndSetsIfItCan(Store store, boolean can) throws Exception {
        assertThat(store.registers().isPresent()).isEqualTo(can);
        if (!can) {
            return;
        }
        Registers registers = store.registers().orElseThrow();
        assertThat(done(registers.read(key(2))).value())
                .as("they are other keys than those that are just written")
                .isEmpty();
        assertThat(done(registers.writeIf(key(2), 77, key(1)))).isFalse();
        assertThat(done(registers.writeIf(key(2), Registers.ABSENT, key(1)))).isTrue();
        assertThat(done(registers.writeIf(key(2), Registers.ABSENT, key(9)))).isFalse();
        Registers.Found first = done(registers.read(key(2)));
        assertThat(first.value()).contains(key(1));
        assertThat(done(registers.writeIf(key(2), first.version(), key(3)))).isTrue();
        assertThat(done(registers.writeIf(key(2), first.version(), key(4)))).isFalse();
        Registers.Found second = done(registers.read(key(2)));
        assertThat(second.value()).contains(key(3));
        assertThat(second.version()).isNotEqualTo(first.version());
        assertThat(done(store.read(key(2)))).containsExactly(key(2));
    }

    private static byte[] key(int number) {
        return ("key-" + number).getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T done(CompletableFuture<T> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        return stage.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
