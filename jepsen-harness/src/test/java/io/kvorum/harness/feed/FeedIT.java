package io.kvorum.harness.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kvorum.client.BadRequest;
import io.kvorum.client.Bucket;
import io.kvorum.client.Codec;
import io.kvorum.client.Context;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.WriteOptions;
import io.kvorum.client.feed.Feed;
import io.kvorum.client.feed.FeedEvent;
import io.kvorum.client.feed.FeedGroup;
import io.kvorum.client.feed.FeedOptions;
import io.kvorum.client.feed.FeedPositions;
import io.kvorum.client.feed.FeedPublisher;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.harness.live.ThreeNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FeedIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int WRITERS = 4;
    private static final int KEYS_PER_WRITER = 25;

    @TempDir
    static Path folder;

    private static LocalCluster cluster;
    private static KvorumClient client;

    @BeforeAll
    static void start() throws Exception {
        cluster = ThreeNodes.start(folder);
        client = ThreeNodes.connect(cluster, Duration.ofSeconds(30));
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        cluster.close();
    }

    private static Bucket<String, Long> bucket(String name) {
        client.admin().createBucket(name, Map.of("feed-retention", "1h"));
        return client.bucket(name, Codec.utf8(), ThreeNodes.NUMBERS);
    }

    /** Each key has one writer, that replaces what it wrote: its values only grow, and so they must be shown. */
    @Test
    @Timeout(300)
    void aConsumerThatDiesAndGoesOnWhileANodeIsKilledMissesNothing() throws Exception {
        Bucket<String, Long> bucket = bucket("counted");
        AtomicBoolean done = new AtomicBoolean();
        Map<String, Long> truth = new ConcurrentHashMap<>();
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                running.add(writers.submit(() -> write(bucket, number, done, truth)));
            }
            Consumer consumer = new Consumer(bucket);
            consumer.follow(500);
            cluster.kill(2);
            consumer.follow(500);
            cluster.start(2);
            cluster.awaitReady(2, PATIENCE);
            consumer.follow(500);
            done.set(true);
            for (Future<?> writer : running) {
                writer.get();
            }
            await().atMost(PATIENCE).untilAsserted(() -> {
                consumer.follow(100);
                assertThat(consumer.shown).isEqualTo(truth);
            });
        } finally {
            done.set(true);
            writers.shutdown();
        }
    }

    private static void write(Bucket<String, Long> bucket, int writer, AtomicBoolean done, Map<String, Long> truth) {
        List<Context> contexts = new ArrayList<>();
        for (int i = 0; i < KEYS_PER_WRITER; i++) {
            contexts.add(Context.NONE);
        }
        for (long value = 1; !done.get(); value++) {
            int i = (int) (value % KEYS_PER_WRITER);
            String key = writer + "-" + i;
            contexts.set(
                    i,
                    bucket.put(key, value, WriteOptions.DEFAULT.context(contexts.get(i)))
                            .context());
            truth.put(key, value);
        }
    }

    /** Keeps what it was shown together with its positions, as an application does. */
    private static final class Consumer {
        private final Bucket<String, Long> bucket;
        private final Map<String, Long> shown = new ConcurrentHashMap<>();
        private FeedPositions positions = FeedPositions.NONE;

        Consumer(Bucket<String, Long> bucket) {
            this.bucket = bucket;
        }

        /** Takes so many events, or all there are, and dies. */
        void follow(int events) throws InterruptedException {
            try (Feed<String, Long> feed = bucket.feed(FeedOptions.from(positions))) {
                for (int i = 0; i < events; i++) {
                    Optional<FeedEvent<String, Long>> event = feed.next(Duration.ofSeconds(2));
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
            if (event instanceof FeedEvent.Change<String, Long> change) {
                assertThat(change.versions()).hasSize(1);
                long value = change.versions().get(0).value();
                Long before = shown.put(change.key(), value);
                assertThat(value).as(change.key()).isGreaterThanOrEqualTo(before == null ? 0 : before);
            }
        }
    }

    @Test
    @Timeout(120)
    void aFeedBeginsWithAllKeysOrWithNothingAndKnowsAPrefix() throws Exception {
        Bucket<String, Long> bucket = bucket("prefixed");
        bucket.put("a-1", 1L);
        bucket.put("b-1", 2L);
        try (Feed<String, Long> all = bucket.feed(FeedOptions.fromBeginning());
                Feed<String, Long> some =
                        bucket.feed(FeedOptions.fromBeginning().prefix(Bytes.ofUtf8("b-")));
                Feed<String, Long> now = bucket.feed(FeedOptions.fromNow())) {
            assertThat(keysOf(all, 2)).containsExactlyInAnyOrder("a-1", "b-1");
            await().atMost(PATIENCE).until(() -> positionsOf(now) == positionsOf(all));
            bucket.put("a-2", 3L);
            bucket.delete("b-1");
            assertThat(keysOf(now, 2)).containsExactlyInAnyOrder("a-2", "b-1");
            assertThat(keysOf(some, 2)).containsExactly("b-1", "b-1");
        }
    }

    private static int positionsOf(Feed<String, Long> feed) throws InterruptedException {
        feed.next(Duration.ofMillis(50)).ifPresent(feed::acknowledge);
        return feed.acknowledged().byPartition().size();
    }

    private static List<String> keysOf(Feed<String, Long> feed, int changes) throws InterruptedException {
        List<String> keys = new ArrayList<>();
        while (keys.size() < changes) {
            Optional<FeedEvent<String, Long>> event = feed.next(PATIENCE);
            assertThat(event).isPresent();
            if (event.get() instanceof FeedEvent.Change<String, Long> change) {
                keys.add(change.key());
            }
            feed.acknowledge(event.get());
        }
        return keys;
    }

    @Test
    @Timeout(180)
    void membersOfAGroupShareThePartitionsAndTakeOverFromOneThatLeaves() throws Exception {
        Bucket<String, Long> bucket = bucket("grouped");
        client.admin().createBucket("feed-state", Map.of());
        Map<String, Long> shown = new ConcurrentHashMap<>();
        try (FeedGroup<String, Long> first = join(bucket)) {
            try (FeedGroup<String, Long> second = join(bucket)) {
                await().atMost(PATIENCE)
                        .until(() ->
                                first.partitions().size() + second.partitions().size() == 64
                                        && Collections.disjoint(first.partitions(), second.partitions()));
                assertThat(first.partitions()).isNotEmpty();
                assertThat(second.partitions()).isNotEmpty();
                put(bucket, 0, 100);
                takeAll(first, shown);
                takeAll(second, shown);
                assertThat(shown).hasSize(100);
            }
            await().atMost(PATIENCE).until(() -> first.partitions().size() == 64);
            put(bucket, 100, 200);
            takeAll(first, shown);
            assertThat(shown).hasSize(200);
        }
        // What was stored holds for whoever joins later.
        put(bucket, 200, 210);
        Map<String, Long> later = new ConcurrentHashMap<>();
        try (FeedGroup<String, Long> third = join(bucket)) {
            takeAll(third, later);
        }
        assertThat(later).hasSizeBetween(10, 209);
    }

    private static FeedGroup<String, Long> join(Bucket<String, Long> bucket) {
        return client.feedGroup(bucket, "readers", "feed-state", FeedOptions.fromBeginning());
    }

    private static void put(Bucket<String, Long> bucket, int from, int to) {
        for (int i = from; i < to; i++) {
            bucket.put("key-" + i, (long) i);
        }
    }

    /** Until all partitions that the member follows have told everything that was acknowledged before. */
    private static void takeAll(FeedGroup<String, Long> member, Map<String, Long> shown) throws InterruptedException {
        Instant begin = Instant.now();
        Set<Integer> caughtUp = new TreeSet<>();
        while (caughtUp.isEmpty() || !caughtUp.containsAll(member.partitions())) {
            Optional<FeedEvent<String, Long>> event = member.next(PATIENCE);
            assertThat(event).isPresent();
            switch (event.get()) {
                case FeedEvent.Change<String, Long> change ->
                    shown.put(change.key(), change.versions().get(0).value());
                case FeedEvent.CaughtUp<String, Long> said -> {
                    if (said.asOf().isAfter(begin)) {
                        caughtUp.add(said.partition());
                    }
                }
                default -> {}
            }
            member.acknowledge(event.get());
        }
    }

    @Test
    @Timeout(120)
    void aSubscriberGetsNoMoreThanItAskedFor() {
        Bucket<String, Long> bucket = bucket("streamed");
        for (int i = 0; i < 50; i++) {
            bucket.put("key-" + i, (long) i);
        }
        List<FeedEvent<String, Long>> got = new CopyOnWriteArrayList<>();
        AtomicReference<Flow.Subscription> subscription = new AtomicReference<>();
        AtomicReference<Throwable> error = new AtomicReference<>();
        FeedPublisher<String, Long> publisher = bucket.feedPublisher(FeedOptions.fromBeginning());
        publisher.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription given) {
                subscription.set(given);
                given.request(10);
            }

            @Override
            public void onNext(FeedEvent<String, Long> event) {
                got.add(event);
            }

            @Override
            public void onError(Throwable why) {
                error.set(why);
            }

            @Override
            public void onComplete() {}
        });
        await().atMost(PATIENCE).until(() -> got.size() == 10);
        subscription.get().request(1_000);
        await().atMost(PATIENCE)
                .until(() -> got.stream()
                                .filter(event -> event instanceof FeedEvent.Change)
                                .count()
                        >= 50);
        subscription.get().request(-1);
        await().atMost(PATIENCE).until(() -> error.get() instanceof IllegalArgumentException);
    }

    @Test
    @Timeout(120)
    void aPositionOfAnotherBucketIsRefusedAndSoIsAnUnknownBucket() throws Exception {
        Bucket<String, Long> one = bucket("one");
        Bucket<String, Long> other = bucket("other");
        FeedPositions positions;
        try (Feed<String, Long> feed = one.feed(FeedOptions.fromBeginning())) {
            await().atMost(PATIENCE).until(() -> positionsOf(feed) > 0);
            positions = feed.acknowledged();
        }
        try (Feed<String, Long> feed = other.feed(FeedOptions.from(positions))) {
            assertThatThrownBy(() -> {
                        while (true) {
                            feed.next(Duration.ofSeconds(1));
                        }
                    })
                    .isInstanceOf(BadRequest.class)
                    .hasMessageContaining("position");
        }
        assertThatThrownBy(() -> client.bucket("nosuch").feed(FeedOptions.fromNow()))
                .isInstanceOf(BadRequest.class);
    }
}
