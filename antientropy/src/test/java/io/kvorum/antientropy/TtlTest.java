package io.kvorum.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.Failed;
import io.kvorum.replication.request.ClientReply.Found;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.topology.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What clients are told of values that expire, and what becomes of these. */
class TtlTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final TinyCluster cluster = new TinyCluster(3);

    private ClientRequest.Write write(WriteId id, Optional<String> value, Bytes context, Optional<Long> ttl) {
        return new ClientRequest.Write(
                "default",
                Bytes.ofUtf8("k"),
                value.map(Bytes::ofUtf8),
                context,
                id,
                Optional.of(Level.ALL),
                Optional.empty(),
                ttl);
    }

    private ClientReply put(String value, Bytes context, long ttlMillis) {
        return cluster.ask(1, write(cluster.newWriteId(), Optional.of(value), context, Optional.of(ttlMillis)));
    }

    private void refused(ClientReply reply, ErrorCode code, String text) {
        assertThat(reply).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(code);
            assertThat(failed.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failed.message()).contains(text);
        });
    }

    private List<Long> expiriesAt(int node) {
        ClientReply reply = cluster.ask(node, new ClientRequest.Explain("default", Bytes.ofUtf8("k")));
        return ((ClientReply.Explained) reply)
                .replicas().stream()
                        .filter(view -> view.node() == node)
                        .flatMap(view -> view.versions().stream())
                        .map(Version::expiresAtMillis)
                        .toList();
    }

    @Test
    void aTtlThatMakesNoSenseIsRefusedAndNothingIsStored() {
        for (long ttl : List.of(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, Bucket.LONGEST_TTL.toMillis() + 1)) {
            refused(put("v", Bytes.EMPTY, ttl), ErrorCode.BAD_REQUEST, "ttl of " + ttl + " ms");
        }
        WriteId id = cluster.newWriteId();
        refused(
                cluster.ask(1, write(id, Optional.empty(), Bytes.EMPTY, Optional.of(5L))),
                ErrorCode.BAD_REQUEST,
                "a delete has no ttl");
        assertThat(cluster.get(1, "k").versions()).isEmpty();
        assertThat(put("v", Bytes.EMPTY, Bucket.LONGEST_TTL.toMillis())).isInstanceOf(ClientReply.Written.class);
    }

    @Test
    void anotherTtlUnderOneWriteIdIsAnotherRequest() {
        WriteId id = cluster.newWriteId();
        cluster.ask(1, write(id, Optional.of("v"), Bytes.EMPTY, Optional.of(HOUR)));
        refused(
                cluster.ask(2, write(id, Optional.of("v"), Bytes.EMPTY, Optional.of(HOUR + 1))),
                ErrorCode.WRITE_ID_REUSED,
                "was used for another request");
        refused(
                cluster.ask(2, write(id, Optional.of("v"), Bytes.EMPTY, Optional.empty())),
                ErrorCode.WRITE_ID_REUSED,
                "was used for another request");
        assertThat(cluster.ask(2, write(id, Optional.of("v"), Bytes.EMPTY, Optional.of(HOUR))))
                .isInstanceOf(ClientReply.Written.class);
    }

    @Test
    void theTtlCountsFromTheIssueTimeAndIsTheSameEverywhere() {
        WriteId id = cluster.newWriteId();
        cluster.advance(Duration.ofSeconds(7));
        cluster.ask(2, write(id, Optional.of("v"), Bytes.EMPTY, Optional.of(HOUR)));
        for (int node = 1; node <= 3; node++) {
            assertThat(expiriesAt(node)).containsExactly(id.issuedAtMillis() + HOUR);
        }
    }

    @Test
    void theBucketsTtlHoldsForThoseWritesThatNameNoneAndAChangeForThoseThatComeLater() {
        setTtl("1h");
        WriteId first = cluster.newWriteId();
        ClientRequest.Write request = write(first, Optional.of("v"), Bytes.EMPTY, Optional.empty());
        cluster.ask(1, request);
        setTtl("2h");
        // A retry of what is known keeps what it was given.
        cluster.ask(2, request);
        for (int node = 1; node <= 3; node++) {
            assertThat(expiriesAt(node)).containsExactly(first.issuedAtMillis() + HOUR);
        }
        Bytes context = cluster.get(1, "k").context();
        WriteId second = cluster.newWriteId();
        cluster.ask(1, write(second, Optional.of("w"), context, Optional.empty()));
        assertThat(expiriesAt(3)).containsExactly(second.issuedAtMillis() + 2 * HOUR);
        setTtl("0");
        context = cluster.get(1, "k").context();
        cluster.ask(1, write(cluster.newWriteId(), Optional.of("x"), context, Optional.empty()));
        assertThat(expiriesAt(3)).containsExactly(0L);
    }

    private void setTtl(String ttl) {
        assertThat(cluster.ask(1, new ClientRequest.SetBucket("default", Map.of("ttl", ttl))))
                .isInstanceOf(ClientReply.BucketChanged.class);
        cluster.advance(Duration.ofSeconds(5));
    }

    @Test
    void whatHasExpiredIsNotShownAndIsReplacedByTheNextWrite() {
        put("old", Bytes.EMPTY, 1_000);
        assertThat(cluster.values(cluster.get(2, "k"))).containsExactly("old");
        cluster.advance(Duration.ofSeconds(1));
        Found found = cluster.get(2, "k");
        assertThat(found.versions()).isEmpty();
        assertThat(cluster.held(2, "k")).as("the removal waits for the clocks").containsExactly("old");
        cluster.put(3, "k", "new", found.context());
        for (int node = 1; node <= 3; node++) {
            assertThat(cluster.held(node, "k")).containsExactly("new");
        }
    }

    @Test
    void whatHasExpiredIsRemovedAtAllReplicasWithinAMinute() {
        put("v", Bytes.EMPTY, 1_000);
        cluster.put(1, "stays", "s", Bytes.EMPTY);
        cluster.advance(Duration.ofMinutes(1));
        for (int node = 1; node <= 3; node++) {
            assertThat(cluster.held(node, "k")).isEmpty();
            assertThat(cluster.held(node, "stays")).containsExactly("s");
        }
        cluster.advance(Duration.ofMinutes(20));
        assertThat(cluster.get(1, "k").versions()).isEmpty();
    }

    @Test
    void nothingIsRemovedWhileNoMajorityOfClocksIsKnown() {
        put("v", Bytes.EMPTY, 1_000);
        cluster.stop(2);
        cluster.stop(3);
        cluster.advance(Duration.ofMinutes(10));
        assertThat(cluster.held(1, "k")).containsExactly("v");
        cluster.restart(2);
        cluster.advance(Duration.ofMinutes(1));
        assertThat(cluster.held(1, "k")).isEmpty();
    }
}
