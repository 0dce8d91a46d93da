package io.kvorum.replication.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.request.ErrorCode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FollowedBucketTest {
    private final Topology founded = Topologies.found("cluster", 64, Clusters.of(3, 1));

    private static Topology changed(BucketChange change) {
        assertThat(change).isInstanceOf(BucketChange.Changed.class);
        return ((BucketChange.Changed) change).topology();
    }

    private static void assertRefused(BucketChange change, ErrorCode code, String message) {
        assertThat(change).isInstanceOfSatisfying(BucketChange.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.message()).contains(message);
        });
    }

    @Test
    void aStrongBucketHasAFeedIfItIsCreatedWithOneAndThenARetention() {
        Topology made = changed(Topologies.createBucket(
                founded, "a", Map.of("kind", "strong", "feed", "true", "feed-retention", "2h")));
        Bucket followed = made.bucket("a").orElseThrow();
        assertThat(followed.hasFeed()).isTrue();
        assertThat(followed.feedRetention()).isEqualTo(Duration.ofHours(2));
        assertThat(changed(Topologies.setBucket(made, "a", Map.of("feed-retention", "1d")))
                        .bucket("a")
                        .orElseThrow()
                        .feedRetention())
                .isEqualTo(Duration.ofDays(1));
        assertRefused(Topologies.setBucket(made, "a", Map.of("feed", "false")), ErrorCode.BAD_REQUEST, "fixed");
        assertRefused(Topologies.createBucket(made, "a", Map.of("kind", "strong")), ErrorCode.CONFLICT, "feed=true");
        Topology without = changed(Topologies.createBucket(founded, "a", Map.of("kind", "strong")));
        assertThat(without.bucket("a").orElseThrow().hasFeed()).isFalse();
        assertRefused(Topologies.setBucket(without, "a", Map.of("feed", "true")), ErrorCode.BAD_REQUEST, "fixed");
        assertRefused(
                Topologies.createBucket(founded, "a", Map.of("feed", "true")),
                ErrorCode.BAD_REQUEST,
                "always has a change feed");
        assertRefused(
                Topologies.createBucket(founded, "a", Map.of("kind", "strong", "feed", "yes")),
                ErrorCode.BAD_REQUEST,
                "true or false");
        assertThat(founded.buckets()).allMatch(Bucket::hasFeed);
    }

    @Test
    void aPrefixSaysInWhichRegistersItsKeysMayBe() {
        assertThat(mayHave("eu/k", "eu/")).isTrue();
        assertThat(mayHave("us/k", "eu/")).isFalse();
        assertThat(mayHave("{o-1}a", "{o-1}")).isTrue();
        assertThat(mayHave("{o-1}a", "{o-")).isTrue();
        assertThat(mayHave("{o-1}a", "{o-2}")).isFalse();
        assertThat(mayHave("{o-1}a", "{p")).isFalse();
        assertThat(mayHave("{o-1}a", "any")).as("a key any{o-1} is one of it").isTrue();
        assertThat(mayHave("{o-1}a", "{}")).isFalse();
    }

    private static boolean mayHave(String key, String prefix) {
        return Tags.mayHave(Tags.register(Bytes.ofUtf8(key)), Bytes.ofUtf8(prefix));
    }
}
