package io.kvorum.harness.strong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.client.BadRequest;
import io.kvorum.client.Codec;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.StrongBucket;
import io.kvorum.client.lease.DistributedLock;
import io.kvorum.client.lease.DistributedSemaphore;
import io.kvorum.client.lease.FencingGuard;
import io.kvorum.client.lease.HighestTokens;
import io.kvorum.client.lease.Lease;
import io.kvorum.client.lease.LeaseOptions;
import io.kvorum.client.lease.Leases;
import io.kvorum.client.lease.StaleTokenException;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.harness.live.ThreeNodes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LeaseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration TERM = Duration.ofSeconds(5);
    private static final String BUCKET = "locks";

    @TempDir
    static Path folder;

    private static LocalCluster cluster;
    private static KvorumClient first;
    private static KvorumClient second;

    @BeforeAll
    static void start() throws Exception {
        cluster = ThreeNodes.start(folder);
        first = client();
        second = client();
        first.admin().createBucket(BUCKET, Map.of("kind", "strong"));
    }

    private static KvorumClient client() {
        return ThreeNodes.connect(cluster, Duration.ofSeconds(30));
    }

    @AfterAll
    static void stop() throws Exception {
        second.close();
        first.close();
        cluster.close();
    }

    private static Leases leases(KvorumClient client, String holder) {
        return Leases.of(client, BUCKET, LeaseOptions.DEFAULT.holder(holder));
    }

    /** The holder is paused: nothing of it runs, it is not renewed, and it does not know. */
    @Test
    @Timeout(300)
    void theLockOfAPausedHolderIsTakenOverAndItsTokenIsRefused() throws Exception {
        FencingGuard guard = new FencingGuard(HighestTokens.inMemory());
        StrongBucket<String, String> states = first.strong(BUCKET, Codec.utf8(), Codec.utf8());
        Lease paused = new DistributedLock(leases(first, "one"), "{job}lock", TERM).lock();
        guard.check("printer", paused.fencingToken());
        paused.attach(states, batch -> batch.put("{job}state", "begun by one"));
        assertThat(new DistributedLock(leases(second, "two"), "{job}lock", TERM).tryLock(TERM.multipliedBy(2)))
                .as("while it is renewed")
                .isEmpty();
        paused.stopKeepAlive();

        Lease next = new DistributedLock(leases(second, "two"), "{job}lock", TERM)
                .tryLock(PATIENCE)
                .orElseThrow();
        assertThat(next.fencingToken()).isGreaterThan(paused.fencingToken());
        assertThat(paused.isHeld()).isFalse();
        guard.check("printer", next.fencingToken());
        assertThatThrownBy(() -> guard.check("printer", paused.fencingToken())).isInstanceOf(StaleTokenException.class);

        next.attach(second.strong(BUCKET, Codec.utf8(), Codec.utf8()), batch -> batch.put("{job}state", "done by two"));
        // By token, as one asks that does not look at its clock.
        assertThatThrownBy(() -> leases(first, "one")
                        .attach(
                                Bytes.ofUtf8("{job}lock"),
                                paused.fencingToken(),
                                (key, version, retryOf) -> states.batch()
                                        .ifVersionOf(key, version)
                                        .put("{job}state", "spoilt by one")
                                        .commit()))
                .isInstanceOf(PreconditionFailed.class)
                .hasMessageContaining("held by 'two'");
        assertThat(states.get("{job}state").orElseThrow().value()).isEqualTo("done by two");
        assertThat(paused.revoke()).isFalse();
        assertThat(next.revoke()).isTrue();
    }

    /** It stays held while a node is killed and comes back, and permits of a semaphore are counted. */
    @Test
    @Timeout(300)
    void aLeaseIsKeptThroughTheDeathOfANode() throws Exception {
        DistributedSemaphore semaphore =
                new DistributedSemaphore(leases(first, "one"), "workers", 2, Duration.ofSeconds(60));
        DistributedSemaphore other =
                new DistributedSemaphore(leases(second, "two"), "workers", 2, Duration.ofSeconds(60));
        try (DistributedSemaphore.Permit one = semaphore.acquire();
                DistributedSemaphore.Permit two = other.acquire()) {
            assertThat(one.slot()).isNotEqualTo(two.slot());
            assertThat(semaphore.tryAcquire(Duration.ofSeconds(1))).isEmpty();
            cluster.kill(2);
            assertThat(one.lease().renew()).isTrue();
            cluster.start(2);
            cluster.awaitReady(2, PATIENCE);
            assertThat(two.lease().renew()).isTrue();
        }
        Optional<DistributedSemaphore.Permit> again = other.tryAcquire(Duration.ofSeconds(30));
        assertThat(again).isPresent();
        again.get().close();
    }

    @Test
    @Timeout(300)
    void aKeyThatHoldsSomethingElseIsLeftAlone() {
        StrongBucket<String, String> texts = first.strong(BUCKET, Codec.utf8(), Codec.utf8());
        texts.put("text", "no lease");
        assertThatThrownBy(() -> leases(first, "one").tryGrant(Bytes.ofUtf8("text"), TERM))
                .isInstanceOf(BadRequest.class);
        assertThat(texts.get("text").orElseThrow().value()).isEqualTo("no lease");
    }
}
