package io.kvorum.harness.strong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kvorum.client.BadRequest;
import io.kvorum.client.Codec;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.StrongBucket;
import io.kvorum.client.Versioned;
import io.kvorum.client.feed.Feed;
import io.kvorum.client.feed.FeedEvent;
import io.kvorum.client.feed.FeedGroup;
import io.kvorum.client.feed.FeedOptions;
import io.kvorum.client.feed.FeedPositions;
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
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StrongFeedIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int WRITERS = 3;
    private static final int KEYS_PER_WRITER = 10;

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

    private static StrongBucket<String, Long> bucket(String name) {
        client.admin().createBucket(name, Map.of("kind", "strong", "feed", "true", "feed-retention", "1h"));
        return client.strong(name, Codec.utf8(), ThreeNodes.NUMBERS);
    }

    /** Clients count by compare-and-set, keys and whole tags, while a node is killed and comes back. */
    @Test
    @Timeout(600)
    void aConsumerThatDiesAndGoesOnWhileANodeIsKilledMissesNothing() throws Exception {
        StrongBucket<String, Long> bucket = bucket("counted");
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                running.add(writers.submit(() -> write(bucket, number, done)));
            }
            Consumer consumer = new Consumer(bucket);
            consumer.follow(150);
            cluster.kill(2);
            consumer.follow(150);
            cluster.start(2);
            cluster.awaitReady(2, PATIENCE);
            consumer.follow(150);
            cluster.kill(3);
            consumer.follow(50);
            done.set(true);
            for (Future<?> writer : running) {
                writer.get();
            }
            cluster.start(3);
            cluster.awaitReady(3, PATIENCE);
            Map<String, Map<String, Long>> truth = truth(bucket);
            assertThat(truth).hasSize(WRITERS * (KEYS_PER_WRITER + 1));
            await().atMost(PATIENCE).untilAsserted(() -> {
                consumer.follow(100);
                assertThat(consumer.shown).isEqualTo(truth);
            });
        } finally {
            done.set(true);
            writers.shutdownNow();
        }
    }

    private static void write(StrongBucket<String, Long> bucket, int writer, AtomicBoolean done) {
        String tag = "{t-" + writer + "}";
        for (int i = 0; !done.get() || i < 2 * KEYS_PER_WRITER; i++) {
            try {
                bucket.update(writer + "-" + i % KEYS_PER_WRITER, present -> Optional.of(present.orElse(0L) + 1));
                long next = bucket.get(tag + "a").map(Versioned::value).orElse(0L) + 1;
                bucket.batch().put(tag + "a", next).put(tag + "b", next).commit();
            } catch (OutcomeUnknown e) {
                // Whatever became of it, the feed must tell of it.
            }
        }
    }

    /** By key or tag what is there, read from the bucket. */
    private static Map<String, Map<String, Long>> truth(StrongBucket<String, Long> bucket) {
        Map<String, Map<String, Long>> truth = new TreeMap<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            for (int i = 0; i < KEYS_PER_WRITER; i++) {
                String key = writer + "-" + i;
                truth.put(key, Map.of(key, bucket.get(key).orElseThrow().value()));
            }
            Map<String, Long> tagged = new TreeMap<>();
            bucket.range("{t-" + writer + "}").forEach((key, found) -> tagged.put(key, found.value()));
            truth.put("t-" + writer, tagged);
        }
        return truth;
    }

    /** Keeps what it was shown together with its positions, as an application does. */
    private static final class Consumer {
        private final StrongBucket<String, Long> bucket;
        private final Map<String, Map<String, Long>> shown = new TreeMap<>();
        private final Map<String, Long> versions = new TreeMap<>();
        private FeedPositions positions = FeedPositions.NONE;

        Consumer(StrongBucket<String, Long> bucket) {
            this.bucket = bucket;
        }

        /** Takes so many events, or all there are, and dies. */
        void follow(int events) throws InterruptedException {
            try (Feed<String, Long> feed = bucket.feed(FeedOptions.from(positions))) {
                for (int i = 0; i < events; i++) {
                    Optional<FeedEvent<String, Long>> event = feed.next(Duration.ofSeconds(5));
                    if (event.isEmpty()) {
                        break;
                    }
                    take(event.get());
                    feed.acknowledge(event.get());
                    positions = feed.acknowledged();
                }
            }
        }

        private void take(FeedEvent<String, Long> event) {
            if (event instanceof FeedEvent.RegisterChange<String, Long> change) {
                String place = change.place().toUtf8();
                Map<String, Long> entries = new TreeMap<>();
                change.entries().forEach(entry -> entries.put(entry.key(), entry.value()));
                Long before = versions.put(place, change.version());
                assertThat(change.version()).as(place).isGreaterThanOrEqualTo(before == null ? 1 : before);
                assertThat(entries.values().stream().distinct())
                        .as("%s is written as a whole: %s", place, entries)
                        .hasSize(1);
                shown.put(place, entries);
            }
        }
    }

    @Test
    @Timeout(120)
    void aFeedBeginsWithAllRegistersAndTellsOfDeletesAndKnowsAPrefix() throws Exception {
        StrongBucket<String, Long> bucket = bucket("prefixed");
        bucket.put("a", 1L);
        bucket.put("b", 2L);
        bucket.batch().put("{o-1}a", 3L).put("{o-1}b", 4L).commit();
        try (Feed<String, Long> all = bucket.feed(FeedOptions.fromBeginning());
                Feed<String, Long> some =
                        bucket.feed(FeedOptions.fromBeginning().prefix(Bytes.ofUtf8("{o-1}b")))) {
            assertThat(next(all, 3)).containsExactlyInAnyOrder("a@1=[1]", "b@1=[2]", "o-1@1=[3, 4]");
            assertThat(next(some, 1)).containsExactly("o-1@1=[4]");
            bucket.delete("a");
            assertThat(next(all, 1)).containsExactly("a@2=[]");
            bucket.batch().delete("{o-1}b").commit();
            assertThat(next(all, 1)).containsExactly("o-1@2=[3]");
            assertThat(next(some, 1)).containsExactly("o-1@2=[]");
        }
    }

    private static List<String> next(Feed<String, Long> feed, int changes) throws InterruptedException {
        List<String> shown = new ArrayList<>();
        while (shown.size() < changes) {
            FeedEvent<String, Long> event = feed.next(PATIENCE).orElseThrow();
            if (event instanceof FeedEvent.RegisterChange<String, Long> change) {
                shown.add(change.place().toUtf8() + "@" + change.version() + "="
                        + change.entries().stream().map(FeedEvent.Entry::value).toList());
            }
            feed.acknowledge(event);
        }
        return shown;
    }

    @Test
    @Timeout(120)
    void aGroupFollowsAStrongBucket() throws Exception {
        StrongBucket<String, Long> bucket = bucket("grouped");
        client.admin().createBucket("strong-feed-state", Map.of());
        Map<String, Long> shown = new TreeMap<>();
        try (FeedGroup<String, Long> member =
                client.feedGroup(bucket, "g", "strong-feed-state", FeedOptions.fromBeginning())) {
            for (long i = 0; i < 20; i++) {
                bucket.put("k" + i, i);
            }
            await().atMost(PATIENCE).until(() -> {
                member.next(Duration.ofMillis(200)).ifPresent(event -> {
                    if (event instanceof FeedEvent.RegisterChange<String, Long> change) {
                        change.entries().forEach(entry -> shown.put(entry.key(), entry.value()));
                    }
                    member.acknowledge(event);
                });
                return shown.size() == 20;
            });
        }
    }

    @Test
    @Timeout(60)
    void aBucketThatWasCreatedWithoutAFeedSaysSo() {
        client.admin().createBucket("silent", Map.of("kind", "strong"));
        try (Feed<Bytes, Bytes> feed = client.strong("silent").feed(FeedOptions.fromBeginning())) {
            assertThatThrownBy(() -> feed.next(PATIENCE))
                    .isInstanceOfSatisfying(
                            BadRequest.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ERROR_CODE_NO_FEED));
        }
    }
}
