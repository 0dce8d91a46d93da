package io.kvorum.harness.strong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.client.BadRequest;
import io.kvorum.client.Codec;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.StrongBucket;
import io.kvorum.client.Versioned;
import io.kvorum.client.cluster.RegisterExplanation;
import io.kvorum.client.cluster.RegisterReplica;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StrongIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int CLIENTS = 4;
    private static final int INCREMENTS = 60;

    @TempDir
    static Path folder;

    private static LocalCluster cluster;
    private static KvorumClient client;

    @BeforeAll
    static void start() throws Exception {
        cluster = ThreeNodes.start(folder);
        client = ThreeNodes.connect(cluster, Duration.ofSeconds(60));
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        cluster.close();
    }

    private static <V> StrongBucket<String, V> bucket(String name, Codec<V> values) {
        client.admin().createBucket(name, Map.of("kind", "strong"));
        return client.strong(name, Codec.utf8(), values);
    }

    @Test
    @Timeout(300)
    void aKeyHasVersionsAndConditions() {
        StrongBucket<String, String> bucket = bucket("versions", Codec.utf8());
        assertThat(bucket.get("k")).isEmpty();
        long first = bucket.putIfAbsent("k", "one").version();
        assertThat(bucket.get("k")).hasValueSatisfying(found -> {
            assertThat(found.value()).isEqualTo("one");
            assertThat(found.version()).isEqualTo(first);
            assertThat(found.linearizable()).isTrue();
        });
        assertThatThrownBy(() -> bucket.putIfAbsent("k", "two"))
                .isInstanceOfSatisfying(
                        PreconditionFailed.class,
                        failed -> assertThat(failed.current())
                                .containsExactly(new PreconditionFailed.Current(
                                        Bytes.ofUtf8("k"), first, Optional.of(Bytes.ofUtf8("one")))));
        long second = bucket.putIfVersion("k", "two", first).version();
        assertThat(second).isGreaterThan(first);
        assertThatThrownBy(() -> bucket.deleteIfVersion("k", first)).isInstanceOf(PreconditionFailed.class);
        long deleted = bucket.deleteIfVersion("k", second).version();
        assertThat(bucket.get("k")).isEmpty();
        assertThat(bucket.putIfAbsent("k", "three").version()).isGreaterThan(deleted);
        assertThatThrownBy(() -> bucket.compareAndSet("k", "two", "four")).isInstanceOf(PreconditionFailed.class);
        bucket.compareAndSet("k", "three", "four");
        // It may be the replica that has not yet got the last update.
        Versioned<String> shown = Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> bucket.getPossiblyStale("k"), Optional::isPresent)
                .orElseThrow();
        assertThat(shown.linearizable()).isFalse();
    }

    @Test
    @Timeout(300)
    void keysOfATagAreOneUpdate() {
        StrongBucket<String, String> bucket = bucket("tags", Codec.utf8());
        long version = bucket.batch()
                .ifAbsent("{o-1}state")
                .put("{o-1}state", "new")
                .put("{o-1}outbox", "created")
                .commit()
                .version();
        assertThat(bucket.range("{o-1}"))
                .hasSize(2)
                .allSatisfy((key, found) -> assertThat(found.version()).isEqualTo(version));
        assertThatThrownBy(() -> bucket.batch()
                        .ifVersion("{o-1}state", version + 1)
                        .delete("{o-1}outbox")
                        .commit())
                .isInstanceOf(PreconditionFailed.class);
        assertThat(bucket.range("{o-1}")).hasSize(2);
        assertThatThrownBy(
                        () -> bucket.batch().put("{a}x", "1").put("{b}x", "2").commit())
                .isInstanceOfSatisfying(
                        BadRequest.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ERROR_CODE_NOT_ONE_TAG));
        assertThatThrownBy(
                        () -> client.bucket("tags", Codec.utf8(), Codec.utf8()).get("k"))
                .isInstanceOfSatisfying(
                        BadRequest.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ERROR_CODE_WRONG_KIND));
    }

    @Test
    @Timeout(300)
    void eachReplicaShowsWhatItHolds() {
        StrongBucket<String, String> bucket = bucket("explained", Codec.utf8());
        long version = bucket.put("k", "one").version();
        // The last replica may get it a little later; none has to vote at once.
        RegisterExplanation shown = Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> bucket.explain("k"),
                        explanation -> explanation.replicas().stream()
                                .allMatch(replica -> replica.state()
                                        .flatMap(RegisterReplica.State::entry)
                                        .isPresent()));
        assertThat(shown.judgement()).isEqualTo(RegisterExplanation.Judgement.DECIDED);
        assertThat(shown.version()).isEqualTo(version);
        assertThat(shown.replicas()).hasSize(3).allSatisfy(replica -> {
            RegisterReplica.State state = replica.state().orElseThrow();
            assertThat(state.vote()).isEqualTo(RegisterReplica.Vote.VOTES);
            assertThat(state.accepted()).isEqualTo(shown.ballot());
            assertThat(state.entry()).contains(new RegisterReplica.Entry(version, Bytes.ofUtf8("one")));
            assertThat(state.remembered()).isNotEmpty();
        });
        assertThatThrownBy(() ->
                        client.bucket("explained", Codec.utf8(), Codec.utf8()).explain("k"))
                .isInstanceOfSatisfying(
                        BadRequest.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ERROR_CODE_WRONG_KIND));
    }

    /** Clients count together while a node is killed, and then one that loses its disk. */
    @Test
    @Timeout(600)
    void noIncrementIsLostOrMadeTwice() throws Exception {
        StrongBucket<String, Long> bucket = bucket("counters", ThreeNodes.NUMBERS);
        AtomicInteger made = new AtomicInteger();
        AtomicInteger unknown = new AtomicInteger();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(() -> count(bucket, made, unknown)));
            }
            cluster.kill(2);
            // Two of three go on by themselves.
            int before = made.get();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() ->
                            made.get() >= before + CLIENTS || running.stream().allMatch(Future::isDone));
            cluster.start(2);
            cluster.awaitReady(2, PATIENCE);
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(value(bucket)).isBetween((long) made.get(), (long) made.get() + unknown.get());
        cluster.kill(3);
        cluster.wipe(3);
        cluster.start(3);
        cluster.awaitReady(3, PATIENCE);
        long before = value(bucket);
        bucket.update("n", present -> present.map(value -> value + 1));
        assertThat(value(bucket)).isEqualTo(before + 1);
    }

    private static long value(StrongBucket<String, Long> bucket) {
        return bucket.get("n").orElseThrow().value();
    }

    private static void count(StrongBucket<String, Long> bucket, AtomicInteger made, AtomicInteger unknown) {
        for (int i = 0; i < INCREMENTS; i++) {
            try {
                bucket.update("n", present -> Optional.of(present.orElse(0L) + 1));
                made.incrementAndGet();
            } catch (OutcomeUnknown e) {
                unknown.incrementAndGet();
            }
        }
    }
}
