package io.kvorum.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.Failed;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.storage.Table;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The promises of the core one at a time, on a cluster without accidents; the simulator tries them under faults. */
class ShardCoreTest {
    private static final Bytes NO_CONTEXT = Bytes.EMPTY;

    @Test
    void aWriteIsReadThroughEveryNode() {
        TinyCluster cluster = new TinyCluster(5);
        cluster.put(1, "k", "v", NO_CONTEXT);
        for (int node = 1; node <= 5; node++) {
            assertThat(cluster.values(cluster.get(node, "k"))).containsExactly("v");
        }
        for (int owner : cluster.owners("k")) {
            assertThat(cluster.held(owner, "k")).containsExactly("v");
        }
    }

    @Test
    void concurrentWritesBecomeSiblingsAndAContextResolvesThem() {
        TinyCluster cluster = new TinyCluster(3);
        cluster.put(1, "k", "a", NO_CONTEXT);
        cluster.put(2, "k", "b", NO_CONTEXT);
        ClientReply.Found both = cluster.get(3, "k");
        assertThat(cluster.values(both)).containsExactly("a", "b");
        cluster.put(3, "k", "c", both.context());
        assertThat(cluster.values(cluster.get(1, "k"))).containsExactly("c");
    }

    @Test
    void aDeletedKeyLeavesNothingBehind() {
        TinyCluster cluster = new TinyCluster(3);
        ClientReply.Written written = cluster.put(1, "k", "a", NO_CONTEXT);
        cluster.put(2, "k", "", written.context());
        assertThat(cluster.get(3, "k").versions()).isEmpty();
        cluster.advance(Duration.ofMinutes(1));
        for (int node = 1; node <= 3; node++) {
            assertThat(cluster.storage(node).size(Table.ROWS)).isZero();
        }
    }

    @Test
    void aRetryThroughAnotherCoordinatorHasTheEffectOfOne() {
        TinyCluster cluster = new TinyCluster(3);
        ClientRequest.Write write = cluster.write("k", "a", NO_CONTEXT);
        cluster.ask(1, write);
        ClientReply.Written again = (ClientReply.Written) cluster.ask(2, write);
        assertThat(again.dot().actor().nodeNumber()).isEqualTo(1);
        assertThat(cluster.get(3, "k").versions()).hasSize(1);
    }

    @Test
    void anotherRequestUnderAKnownWriteIdIsRefused() {
        TinyCluster cluster = new TinyCluster(3);
        ClientRequest.Write write = cluster.write("k", "a", NO_CONTEXT);
        cluster.ask(1, write);
        ClientRequest.Write other = new ClientRequest.Write(
                write.bucket(),
                write.key(),
                Optional.of(Bytes.ofUtf8("other")),
                write.context(),
                write.writeId(),
                write.level(),
                write.sloppy());
        Failed failed = (Failed) cluster.ask(1, other);
        assertThat(failed.code()).isEqualTo(ErrorCode.WRITE_ID_REUSED);
        assertThat(failed.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void aReplicaThatWasAwayGetsWhatItMissed() {
        TinyCluster cluster = new TinyCluster(3);
        cluster.stop(3);
        ClientReply.Written written = cluster.put(1, "k", "a", NO_CONTEXT);
        cluster.put(2, "gone", "x", NO_CONTEXT);
        cluster.put(2, "gone", "", cluster.get(1, "gone").context());
        cluster.restart(3);
        cluster.advance(Duration.ofSeconds(5));
        assertThat(cluster.held(3, "k")).containsExactly("a");
        assertThat(cluster.held(3, "gone")).isEmpty();
        cluster.put(3, "k", "b", written.context());
        assertThat(cluster.values(cluster.get(1, "k"))).containsExactly("b");
    }

    @Test
    void aWipedReplicaGetsEverythingAlsoWhatTheLogHasForgotten() {
        TinyCluster cluster = new TinyCluster(3);
        for (int i = 0; i < 50; i++) {
            cluster.put(1 + i % 3, "k" + i, "v" + i, NO_CONTEXT);
        }
        cluster.put(1, "k0", "", cluster.get(1, "k0").context());
        cluster.advance(Duration.ofMinutes(15));
        assertThat(cluster.storage(1).size(Table.LOG)).as("the log forgets").isZero();
        assertThat(cluster.storage(1).size(Table.IDS)).isZero();
        cluster.restartWiped(2);
        cluster.advance(Duration.ofMinutes(1));
        for (int i = 1; i < 50; i++) {
            assertThat(cluster.held(2, "k" + i)).containsExactly("v" + i);
        }
        assertThat(cluster.held(2, "k0")).isEmpty();
        cluster.advance(Duration.ofMinutes(1));
        assertThat(cluster.storage(2).size(Table.ROWS))
                .isEqualTo(cluster.storage(1).size(Table.ROWS));
    }

    @Test
    void aRetryAfterTheWindowIsRefusedAsUnknown() {
        TinyCluster cluster = new TinyCluster(3);
        ClientRequest.Write write = cluster.write("k", "a", NO_CONTEXT);
        cluster.ask(1, write);
        cluster.advance(Duration.ofMinutes(15));
        Failed failed = (Failed) cluster.ask(2, write);
        assertThat(failed.code()).isEqualTo(ErrorCode.WRITE_ID_TOO_OLD);
        assertThat(failed.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aStrictWriteWithoutAMajorityIsRefusedBeforeItBegins() {
        TinyCluster cluster = new TinyCluster(3);
        cluster.stop(2);
        cluster.stop(3);
        Failed failed = (Failed) cluster.ask(1, cluster.write("k", "a", NO_CONTEXT));
        assertThat(failed.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failed.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(cluster.held(1, "k")).isEmpty();
    }

    @Test
    void aSloppyWriteIsKeptByFallbacksAndHandedToTheOwners() {
        TinyCluster cluster = new TinyCluster(6);
        cluster.owners("k").forEach(cluster::stop);
        int outsider = cluster.outsider("k");
        ClientRequest.Write write = cluster.write("k", "a", NO_CONTEXT);
        ClientRequest.Write sloppy = new ClientRequest.Write(
                write.bucket(),
                write.key(),
                write.value(),
                write.context(),
                write.writeId(),
                Optional.of(Level.QUORUM),
                Optional.of(true));
        ClientReply.Written written = (ClientReply.Written) cluster.ask(outsider, sloppy);
        assertThat(written.receipt().primaries()).isEmpty();
        assertThat(written.receipt().fallbacks()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(written.receipt().levelMet()).isFalse();
        int wiped = cluster.owners("k").get(0);
        for (int owner : cluster.owners("k")) {
            if (owner == wiped) {
                cluster.restartWiped(owner);
            } else {
                cluster.restart(owner);
            }
        }
        cluster.advance(Duration.ofSeconds(30));
        for (int owner : cluster.owners("k")) {
            assertThat(cluster.held(owner, "k")).containsExactly("a");
        }
        assertThat(cluster.storage(outsider).size(Table.HINTS)).isZero();
    }

    @Test
    void aForgedContextIsRefused() {
        TinyCluster cluster = new TinyCluster(3);
        Bytes token = cluster.put(1, "k", "a", NO_CONTEXT).context();
        byte[] forged = token.array().clone();
        forged[forged.length / 2] ^= 1;
        Failed failed = (Failed) cluster.ask(1, cluster.write("k", "b", Bytes.of(forged)));
        assertThat(failed.code()).isEqualTo(ErrorCode.BAD_CONTEXT);
        Failed foreign = (Failed) cluster.ask(1, cluster.write("another", "b", token));
        assertThat(foreign.code()).isEqualTo(ErrorCode.BAD_CONTEXT);
    }

    @Test
    void aBucketIsCreatedThroughAnyNode() {
        TinyCluster cluster = new TinyCluster(3);
        ClientReply created = cluster.ask(3, new ClientRequest.CreateBucket("carts", Map.of("r", "1")));
        assertThat(created).isEqualTo(new ClientReply.BucketChanged(2));
        ClientRequest.Write write = new ClientRequest.Write(
                "carts",
                Bytes.ofUtf8("k"),
                Optional.of(Bytes.ofUtf8("v")),
                NO_CONTEXT,
                cluster.newWriteId(),
                Optional.empty(),
                Optional.empty());
        assertThat(cluster.ask(2, write)).isInstanceOf(ClientReply.Written.class);
    }

    @Test
    void aSessionsReadAtLevelOneSeesItsOwnWrite() {
        TinyCluster cluster = new TinyCluster(3);
        cluster.stop(3);
        Bytes token = cluster.put(1, "k", "a", NO_CONTEXT).context();
        cluster.restart(3);
        ClientReply.Found found = (ClientReply.Found)
                cluster.ask(3, new ClientRequest.Read("default", Bytes.ofUtf8("k"), Optional.of(Level.ONE), token));
        assertThat(cluster.values(found)).containsExactly("a");
    }

    @Test
    void tooManySiblingsAreRefusedAndNoneIsDropped() {
        TinyCluster cluster = new TinyCluster(3);
        for (int i = 0; i < Limits.DEFAULTS.maxSiblings(); i++) {
            cluster.put(1, "k", "v" + i, NO_CONTEXT);
        }
        Failed failed = (Failed) cluster.ask(1, cluster.write("k", "one more", NO_CONTEXT));
        assertThat(failed.code()).isEqualTo(ErrorCode.TOO_MANY_SIBLINGS);
        assertThat(cluster.get(2, "k").versions()).hasSize(Limits.DEFAULTS.maxSiblings());
    }
}
