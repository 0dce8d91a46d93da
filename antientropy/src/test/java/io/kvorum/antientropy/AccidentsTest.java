package io.kvorum.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.replication.core.Limits;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.quorum.Level;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientReply.Failed;
import io.kvorum.replication.request.ClientReply.Found;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.Outcome;
import io.kvorum.replication.storage.Table;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Promises that hold through one accident each: schedules that a review found to break them, step by step. */
class AccidentsTest {
    private static final Bytes NO_CONTEXT = Bytes.EMPTY;

    private static ClientRequest read(String key, Level level) {
        return new ClientRequest.Read("default", Bytes.ofUtf8(key), Optional.of(level), NO_CONTEXT);
    }

    private static String sibling(TinyCluster cluster, String key) {
        int i = 0;
        while (cluster.partition(key + i) != cluster.partition(key)) {
            i++;
        }
        return key + i;
    }

    /**
     * Node 1 mints a dot for another key of the partition. Before that is durable, node 2 reads our key and merges node 1's
     * clock into the token. Node 1 crashes and gives the dot a second time, to a write of our key: the token must not cover it.
     */
    @Test
    void aTokenCoversNoDotThatACrashCanTakeBack() {
        for (int reader = 1; reader <= 2; reader++) {
            TinyCluster cluster = new TinyCluster(3);
            cluster.put(1, "k", "old", NO_CONTEXT);
            Bytes token = cluster.get(2, "k").context();
            cluster.stopSyncing(1);
            cluster.begin(1, cluster.write(sibling(cluster, "k"), "x", NO_CONTEXT));
            long read = cluster.begin(reader, read("k", reader == 1 ? Level.ONE : Level.ALL));
            Optional<ClientReply> early = cluster.answer(read);
            cluster.crash(1);
            cluster.put(1, "k", "unseen", NO_CONTEXT);
            cluster.put(
                    2,
                    "k",
                    "mine",
                    early.map(reply -> ((Found) reply).context()).orElse(token));
            assertThat(cluster.values(cluster.get(3, "k"))).containsExactly("mine", "unseen");
        }
    }

    /** A wiped replica pages through everything; the deletes of the last minutes must reach it with their write ids. */
    @Test
    void aWipedReplicaKnowsWhichWritesWereRemoved() {
        TinyCluster cluster = new TinyCluster(3, withPages(8));
        for (int i = 0; i < 100; i++) {
            cluster.put(1 + i % 3, "k" + i, "v" + i, NO_CONTEXT);
        }
        cluster.advance(Duration.ofMinutes(15));
        cluster.stop(2);
        ClientRequest.Write write = cluster.write("k", "a", NO_CONTEXT);
        ClientReply.Written written = (ClientReply.Written) cluster.ask(3, write);
        cluster.put(3, "k", "", written.context());
        cluster.restartWiped(2);
        cluster.advance(Duration.ofMinutes(1));
        cluster.ask(2, write);
        cluster.advance(Duration.ofMinutes(1));
        for (int node = 1; node <= 3; node++) {
            assertThat(cluster.held(node, "k")).isEmpty();
        }
        for (int i = 0; i < 100; i++) {
            assertThat(cluster.held(2, "k" + i)).containsExactly("v" + i);
        }
    }

    /** Page by page, while the logs that could explain a dot forget it and others are written. */
    @Test
    void aWipedReplicaCatchesUpUnderLoad() {
        TinyCluster cluster = new TinyCluster(3, withPages(4));
        for (int i = 0; i < 60; i++) {
            cluster.put(1 + i % 3, "k" + i, "v" + i, NO_CONTEXT);
        }
        cluster.advance(Duration.ofMinutes(15));
        cluster.restartWiped(2);
        for (int i = 0; i < 60; i++) {
            cluster.put(1 + i % 3, "k" + i, "w" + i, cluster.get(3, "k" + i).context());
            cluster.advance(Duration.ofMillis(200));
        }
        cluster.advance(Duration.ofMinutes(20));
        for (int i = 0; i < 60; i++) {
            assertThat(cluster.held(2, "k" + i)).containsExactly("w" + i);
        }
    }

    /**
     * A write reaches a fallback, and by a retry the owners. It is deleted, the window passes, the owners forget. The hint
     * must not bring it back through an owner that has lost its disk, and with it what it should not have forgotten.
     */
    @Test
    void aLateHintDoesNotReviveADeletedValueAtAWipedOwner() {
        TinyCluster cluster = new TinyCluster(6);
        cluster.owners("k").forEach(cluster::stop);
        int outsider = cluster.outsider("k");
        ClientRequest.Write write = cluster.write("k", "a", NO_CONTEXT);
        cluster.ask(outsider, sloppy(write));
        cluster.outsiders("k").forEach(node -> cluster.ask(node, new ClientRequest.PauseHints(true)));
        cluster.owners("k").forEach(cluster::restart);
        int owner = cluster.owners("k").get(0);
        ClientReply.Written written = (ClientReply.Written) cluster.ask(owner, write);
        cluster.put(owner, "k", "", written.context());
        cluster.advance(Duration.ofMinutes(15));
        cluster.restartWiped(cluster.owners("k").get(2));
        cluster.outsiders("k").forEach(node -> cluster.ask(node, new ClientRequest.PauseHints(false)));
        cluster.advance(Duration.ofMinutes(1));
        for (int node : cluster.owners("k")) {
            assertThat(cluster.held(node, "k")).isEmpty();
        }
    }

    @Test
    void aHintThatOneOwnerRefusesAsTooLateStillReachesTheOthers() {
        TinyCluster cluster = new TinyCluster(6);
        cluster.owners("k").forEach(cluster::stop);
        cluster.ask(cluster.outsider("k"), sloppy(cluster.write("k", "a", NO_CONTEXT)));
        cluster.advance(Duration.ofMinutes(10));
        cluster.restartWiped(cluster.owners("k").get(0));
        cluster.advance(Duration.ofSeconds(10));
        cluster.restart(cluster.owners("k").get(1));
        cluster.advance(Duration.ofSeconds(10));
        assertThat(cluster.held(cluster.owners("k").get(1), "k")).containsExactly("a");
    }

    @Test
    void aHintIsDeliveredAgainToAnOwnerThatWasWiped() {
        TinyCluster cluster = new TinyCluster(6);
        cluster.owners("k").forEach(cluster::stop);
        cluster.ask(cluster.outsider("k"), sloppy(cluster.write("k", "a", NO_CONTEXT)));
        int owner = cluster.owners("k").get(0);
        cluster.restart(owner);
        cluster.advance(Duration.ofSeconds(10));
        cluster.restartWiped(owner);
        cluster.advance(Duration.ofSeconds(10));
        assertThat(cluster.held(owner, "k")).containsExactly("a");
    }

    /**
     * An owner knows of a write only that it was removed. While it sends on what removed it, another owner dies: a fallback
     * has nothing to keep, for there is no mutation.
     */
    @Test
    void aRetryOfAWriteThatIsKnownOnlyAsRemovedLeavesNoHint() {
        TinyCluster cluster = new TinyCluster(6);
        int first = cluster.owners("k").get(0);
        int second = cluster.owners("k").get(1);
        int third = cluster.owners("k").get(2);
        ClientRequest.Write write = cluster.write("k", "a", NO_CONTEXT);
        cluster.lose(delivery -> delivery.from() == first && delivery.to() != first);
        cluster.ask(first, write);
        Found found = (Found) cluster.ask(first, read("k", Level.ONE));
        cluster.lose(delivery -> delivery.to() == first);
        cluster.put(second, "k", "", found.context());
        cluster.delay(delivery -> delivery.message() instanceof PeerMessage.RepairRow);
        long retry = cluster.begin(second, sloppy(write));
        cluster.stop(third);
        cluster.deliverDelayed();
        for (int node : cluster.outsiders("k")) {
            assertThat(cluster.storage(node).size(Table.HINTS)).isZero();
        }
        assertThat(cluster.answer(retry)).isEmpty();
    }

    @Test
    void aFallbackRefusesAnotherRequestUnderAKnownWriteId() {
        TinyCluster cluster = new TinyCluster(6);
        cluster.owners("k").forEach(cluster::stop);
        ClientRequest.Write write = sloppy(cluster.write("k", "a", NO_CONTEXT));
        cluster.ask(cluster.outsider("k"), write);
        ClientRequest.Write other = new ClientRequest.Write(
                write.bucket(),
                write.key(),
                Optional.of(Bytes.ofUtf8("b")),
                write.context(),
                write.writeId(),
                write.level(),
                write.sloppy());
        assertThat(((Failed) cluster.ask(cluster.outsider("k"), other)).outcome())
                .isEqualTo(Outcome.NOT_APPLIED);
        assertThat(cluster.ask(cluster.outsider("k"), write)).isInstanceOf(ClientReply.Written.class);
    }

    @Test
    void aRetryIsNotCalledNotAppliedByTheReplicaThatHoldsTheWrite() {
        TinyCluster cluster = new TinyCluster(3);
        ClientRequest.Write write = cluster.write("k", "a", NO_CONTEXT);
        cluster.lose(delivery -> delivery.from() == 1 && delivery.to() != 1);
        assertThat(((Failed) cluster.ask(1, write)).outcome()).isEqualTo(Outcome.UNKNOWN);
        cluster.stop(2);
        cluster.stop(3);
        assertThat(((Failed) cluster.ask(1, write)).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(cluster.held(1, "k")).containsExactly("a");
    }

    /**
     * While a read waits for an answer, its coordinator takes an overwrite of the key. The old value is known to be removed by
     * then; the read must not drop it without showing what replaced it.
     */
    @Test
    void aReadThatOverlapsAnOverwriteShowsTheOldValueOrTheNewOne() {
        TinyCluster cluster = new TinyCluster(3);
        ClientReply.Written old = cluster.put(1, "k", "old", NO_CONTEXT);
        cluster.delay(delivery -> delivery.message() instanceof PeerMessage.RowAnswer);
        long read = cluster.begin(1, read("k", Level.QUORUM));
        cluster.put(1, "k", "new", old.context());
        cluster.deliverDelayed();
        Found found = (Found) cluster.answer(read).orElseThrow();
        assertThat(cluster.values(found)).hasSize(1).isSubsetOf("old", "new");
        cluster.put(2, "k", "newest", found.context());
        assertThat(cluster.values(cluster.get(3, "k"))).contains("newest").doesNotContain("old");
    }

    /** A read that writes back must not wait for a replica that died, or for a lost message, while a third one is there. */
    @Test
    void aReadWritesBackToAnotherReplicaWhenOneDoesNotAcknowledge() {
        for (boolean dies : new boolean[] {true, false}) {
            TinyCluster cluster = new TinyCluster(3);
            cluster.lose(delivery -> delivery.from() == 1 && delivery.to() != 1);
            cluster.ask(1, cluster.write("k", "a", NO_CONTEXT));
            int[] laggard = {0};
            cluster.lose(delivery -> {
                if (laggard[0] == 0 && delivery.message() instanceof PeerMessage.RepairRow) {
                    laggard[0] = delivery.to();
                }
                return delivery.message() instanceof PeerMessage.RepairRow && delivery.to() == laggard[0];
            });
            long read = cluster.begin(1, read("k", Level.QUORUM));
            assertThat(laggard[0]).isNotZero();
            if (dies) {
                cluster.stop(laggard[0]);
            }
            cluster.advance(Duration.ofMillis(500));
            assertThat(cluster.values((Found) cluster.answer(read).orElseThrow()))
                    .containsExactly("a");
        }
    }

    private static ClientRequest.Write sloppy(ClientRequest.Write write) {
        return new ClientRequest.Write(
                write.bucket(),
                write.key(),
                write.value(),
                write.context(),
                write.writeId(),
                Optional.of(Level.QUORUM),
                Optional.of(true));
    }

    private static Limits withPages(int dots) {
        Limits d = Limits.DEFAULTS;
        return new Limits(
                d.maxKeyBytes(),
                d.maxValueBytes(),
                d.maxSiblings(),
                d.maxRowBytes(),
                d.maxContextBytes(),
                d.maxPendingRequests(),
                d.maxLogEntriesPerPartition(),
                d.maxHintsPerNode(),
                d.hintsPerTick(),
                d.exchangePageBytes(),
                dots,
                d.housekeepingWork(),
                d.maxRowsPerLeaf(),
                d.maxFeedWaits(),
                d.writeIdWindow(),
                d.maxClockSkew(),
                d.readHedgeDelay(),
                d.exchangeInterval(),
                d.exchangeRefresh(),
                d.exchangeTimeout(),
                d.hintInterval(),
                d.pruneInterval(),
                d.topologyInterval(),
                d.treeInterval(),
                d.treeConfirmDelay(),
                d.scrubInterval(),
                d.foldInterval());
    }
}
