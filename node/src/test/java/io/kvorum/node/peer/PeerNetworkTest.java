package io.kvorum.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.node.config.HostPort;
import io.kvorum.node.config.PeerTimings;
import io.kvorum.node.serve.Loops;
import io.kvorum.node.shard.PeerDelivery;
import io.kvorum.protocol.netty.FrameDecoder;
import io.kvorum.protocol.netty.FrameEncoder;
import io.kvorum.replication.message.PeerMessage;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerNetworkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Bytes SECRET = Bytes.ofUtf8("the secret of both");
    private static final long QUEUE_BYTES = 1 << 20;
    private static final PeerTimings TIMINGS = new PeerTimings(
            Duration.ofMillis(50),
            Duration.ofMillis(400),
            Duration.ofSeconds(5),
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            QUEUE_BYTES);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void aMessageArrivesWithItsEpochAndSender() {
        Side called = new Side(2, "c", SECRET).listen();
        Side caller = new Side(1, "c", SECRET).call(2, called.port());
        await().atMost(PATIENCE).until(() -> caller.changes.contains("2 up"));
        caller.network().send(2, 5, new PeerMessage.TopologyQuestion(17));
        await().atMost(PATIENCE).until(() -> !called.delivered.isEmpty());
        PeerDelivery delivery = called.delivered.remove();
        assertThat(delivery.message()).isEqualTo(new PeerMessage.TopologyQuestion(17));
        assertThat(delivery.node()).isEqualTo(1);
        assertThat(delivery.epoch()).isEqualTo(5);
    }

    @Test
    void anotherSecretIsRefusedByBothSides() {
        Side called = new Side(2, "c", SECRET).listen();
        Side caller = new Side(1, "c", Bytes.ofUtf8("quite another one")).call(2, called.port());
        await().atMost(PATIENCE).until(() -> caller.refusals.contains("ERROR_CODE_NOT_ALLOWED"));
        assertThat(caller.changes).isEmpty();
        assertThat(called.sessions.sequences().highest(1, new Actor(7))).isZero();
    }

    @Test
    void anotherClusterIsRefused() {
        Side called = new Side(2, "c", SECRET).listen();
        Side caller = new Side(1, "d", SECRET).call(2, called.port());
        await().atMost(PATIENCE).until(() -> caller.refusals.contains("ERROR_CODE_WRONG_CLUSTER"));
        assertThat(caller.changes).isEmpty();
    }

    @Test
    void aNodeThatIsNotAMemberOrCallsTheWrongOneIsRefused() {
        Side called = new Side(2, "c", SECRET).listen();
        Side stranger = new Side(3, "c", SECRET).call(2, called.port());
        await().atMost(PATIENCE).until(() -> stranger.refusals.contains("ERROR_CODE_NOT_ALLOWED"));
        Side mistaken = new Side(1, "c", SECRET).call(4, called.port());
        await().atMost(PATIENCE).until(() -> mistaken.refusals.contains("ERROR_CODE_NOT_ALLOWED"));
        assertThat(stranger.changes).isEmpty();
        assertThat(mistaken.changes).isEmpty();
    }

    @Test
    void aClockThatIsFarOffIsRefusedAndComesBackWhenItIsRight() {
        Side called = new Side(2, "c", SECRET).listen();
        Side caller = new Side(1, "c", SECRET);
        caller.wallOffset = 60_000;
        caller.call(2, called.port());
        await().atMost(PATIENCE).until(() -> caller.refusals.contains("ERROR_CODE_CLOCK_SKEW"));
        assertThat(caller.changes).isEmpty();
        caller.wallOffset = 0;
        await().atMost(PATIENCE).until(() -> caller.changes.contains("2 up"));
        // It jumps while they are connected.
        called.wallOffset = -60_000;
        await().atMost(PATIENCE).until(() -> caller.changes.contains("2 down"));
    }

    @Test
    void aSilentPeerIsNoticedAndReturns() throws Exception {
        Side called = new Side(2, "c", SECRET).listen();
        TestLink link = new TestLink(called.port());
        open.add(link);
        Side caller = new Side(1, "c", SECRET).call(2, link.port());
        await().atMost(PATIENCE).until(() -> caller.changes.contains("2 up"));
        link.stall(true);
        await().atMost(PATIENCE).until(() -> caller.changes.contains("2 down"));
        caller.changes.clear();
        link.stall(false);
        await().atMost(PATIENCE).until(() -> caller.changes.contains("2 up"));
    }

    @Test
    void whoIsHeardIsCalledWithoutAPause() {
        Side away = new Side(2, "c", SECRET).listen();
        Side other = new Side(1, "c", SECRET);
        other.reconnect = Duration.ofHours(1);
        other.call(2, away.port()).listen();
        await().atMost(PATIENCE).until(() -> other.changes.contains("2 up"));
        away.sessions.closeAll();
        await().atMost(PATIENCE).until(() -> other.changes.contains("2 down"));
        other.changes.clear();
        away.call(1, other.port());
        await().atMost(PATIENCE).until(() -> other.changes.contains("2 up"));
    }

    @Test
    void aPeerThatTakesNothingCostsItsOwnBoundedQueueOnly() throws Exception {
        Side slow = new Side(2, "c", SECRET).listen();
        Side good = new Side(3, "c", SECRET).listen();
        TestLink link = new TestLink(slow.port());
        open.add(link);
        Side caller = new Side(1, "c", SECRET);
        caller.deadAfter = Duration.ofMinutes(1);
        caller.call(Map.of(2, link.port(), 3, good.port()));
        await().atMost(PATIENCE).until(() -> caller.changes.containsAll(List.of("2 up", "3 up")));
        link.stall(true);
        PeerMessage large =
                new PeerMessage.PageRequest(1, 1, new Actor(1), Bytes.of(new byte[100_000]), Bytes.EMPTY, List.of());
        await().atMost(PATIENCE).until(() -> {
            for (int i = 0; i < 50; i++) {
                caller.network().send(2, 1, large);
            }
            return caller.drops.contains("2 QUEUE_FULL");
        });
        assertThat(caller.network().queuedBytes(2)).isLessThanOrEqualTo(QUEUE_BYTES);
        caller.network().send(3, 1, new PeerMessage.TopologyQuestion(9));
        await().atMost(PATIENCE).until(() -> !good.delivered.isEmpty());
    }

    @Test
    void aNewConnectionEndsTheOlderOneOfTheSameNode() {
        Side called = new Side(2, "c", SECRET).listen();
        Side first = new Side(1, "c", SECRET).call(2, called.port());
        await().atMost(PATIENCE).until(() -> first.changes.contains("2 up"));
        first.network().send(2, 1, new PeerMessage.TopologyQuestion(1));
        await().atMost(PATIENCE).until(() -> !called.delivered.isEmpty());
        PeerDelivery old = called.delivered.remove();
        assertThat(old.source().isReplaced()).isFalse();
        Side second = new Side(1, "c", SECRET).call(2, called.port());
        await().atMost(PATIENCE).until(() -> old.source().isReplaced());
        await().atMost(PATIENCE).until(() -> second.changes.contains("2 up"));
    }

    @Test
    void aDirectoryThatFellBackIsToldSo() {
        Side called = new Side(2, "c", SECRET).listen();
        Side first = new Side(1, "c", SECRET);
        first.opened = 300;
        first.sequence = 500;
        first.call(2, called.port());
        await().atMost(PATIENCE).until(() -> first.changes.contains("2 up"));
        assertThat(first.rollbacks).isEmpty();
        first.network().close();
        Side older = new Side(1, "c", SECRET);
        older.opened = 400;
        // What it has written since it was opened hides nothing.
        older.sequence = 600;
        older.call(2, called.port());
        await().atMost(PATIENCE).until(() -> older.rollbacks.contains("2 500 " + new Actor(1)));
    }

    @Test
    void anOldCopyThatWasStartedOnceBeforeIsToldSo() {
        Side called = new Side(2, "c", SECRET).listen();
        Side first = new Side(1, "c", SECRET);
        first.sequence = 500;
        first.call(2, called.port());
        await().atMost(PATIENCE).until(() -> first.changes.contains("2 up"));
        first.network().close();
        OwnStarts copied = OwnStarts.NONE.with(new OwnStarts.Start(first.run, 0));
        // Alone it has written more than the peer knows.
        Side older = new Side(1, "c", SECRET);
        older.starts = copied.with(new OwnStarts.Start(++runs, 400));
        older.opened = 700;
        older.call(2, called.port());
        await().atMost(PATIENCE).until(() -> older.rollbacks.contains("2 500 " + new Actor(1)));
    }

    @Test
    void aDirectoryThatPeersHaveNotReachedForSomeStartsIsNoOldCopy() {
        Side called = new Side(2, "c", SECRET).listen();
        Side first = new Side(1, "c", SECRET);
        first.opened = 300;
        first.sequence = 500;
        first.call(2, called.port());
        await().atMost(PATIENCE).until(() -> first.changes.contains("2 up"));
        first.network().close();
        Side later = new Side(1, "c", SECRET);
        later.starts = OwnStarts.NONE
                .with(new OwnStarts.Start(++runs, 100))
                .with(new OwnStarts.Start(first.run, 300))
                .with(new OwnStarts.Start(++runs, 500));
        later.opened = 600;
        later.call(2, called.port());
        await().atMost(PATIENCE).until(() -> later.changes.contains("2 up"));
        assertThat(later.rollbacks).isEmpty();
    }

    private static long runs;

    /** A node of which only the network is real. */
    private final class Side implements PeerHost, PeerMeter {
        final Queue<PeerDelivery> delivered = new ConcurrentLinkedQueue<>();
        final Queue<String> changes = new ConcurrentLinkedQueue<>();
        final Queue<String> refusals = new ConcurrentLinkedQueue<>();
        final Queue<String> drops = new ConcurrentLinkedQueue<>();
        final Queue<String> rollbacks = new ConcurrentLinkedQueue<>();
        final PeerSessions sessions = new PeerSessions(new PeerSequences(), heard -> {});
        volatile long wallOffset;
        volatile long sequence;
        volatile long opened;
        volatile OwnStarts starts = OwnStarts.NONE;
        final long run = ++runs;
        Duration deadAfter = TIMINGS.deadAfter();
        Duration reconnect = TIMINGS.reconnectMin();
        private @Nullable PeerNetwork network;
        private final int node;
        private final String cluster;
        private final Bytes secret;
        private final Loops loops = new Loops("test-io", 1);
        private int port;

        Side(int node, String cluster, Bytes secret) {
            this.node = node;
            this.cluster = cluster;
            this.secret = secret;
            open.add(loops);
        }

        Side listen() {
            PeerSettings settings = settings(Map.of(1, 1));
            Channel listening = new ServerBootstrap()
                    .group(loops.group())
                    .channel(loops.serverType())
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(
                                            new FrameDecoder(),
                                            FrameEncoder.INSTANCE,
                                            network == null
                                                    ? new PeerSession(settings, Side.this, Side.this, sessions)
                                                    : network.newSession());
                        }
                    })
                    .bind("127.0.0.1", 0)
                    .awaitUninterruptibly()
                    .channel();
            port = ((InetSocketAddress) listening.localAddress()).getPort();
            return this;
        }

        int port() {
            return port;
        }

        Side call(int other, int atPort) {
            return call(Map.of(other, atPort));
        }

        Side call(Map<Integer, Integer> others) {
            PeerNetwork made = new PeerNetwork(
                    settings(others), this, this, new PeerSequences(), loops.group(), loops.socketType());
            open.add(made);
            made.start();
            network = made;
            return this;
        }

        PeerNetwork network() {
            return Objects.requireNonNull(network);
        }

        private PeerSettings settings(Map<Integer, Integer> others) {
            Map<Integer, HostPort> addresses = new TreeMap<>();
            others.forEach((number, atPort) -> addresses.put(number, new HostPort("127.0.0.1", atPort)));
            PeerTimings timings = new PeerTimings(
                    TIMINGS.pingInterval(),
                    deadAfter,
                    TIMINGS.connectTimeout(),
                    reconnect,
                    reconnect.multipliedBy(5),
                    QUEUE_BYTES);
            return new PeerSettings(cluster, secret, node, addresses, timings, 10_000, 16 << 20);
        }

        @Override
        public Actor actor() {
            return new Actor(node);
        }

        @Override
        public Actor acceptor() {
            return new Actor(7);
        }

        @Override
        public long run() {
            return run;
        }

        @Override
        public long openedAfter(long earlier) {
            return starts.with(new OwnStarts.Start(run, opened)).openedAfter(earlier);
        }

        @Override
        public long epoch() {
            return 1;
        }

        @Override
        public long durableSequence() {
            return sequence;
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis() + wallOffset;
        }

        @Override
        public boolean deliver(PeerDelivery delivery) {
            return delivered.add(delivery);
        }

        @Override
        public void peerChanged(int peer, boolean up) {
            changes.add(peer + (up ? " up" : " down"));
        }

        @Override
        public void rolledBack(int peer, Actor claimed, long knownSequence) {
            rollbacks.add(peer + " " + knownSequence + " " + claimed);
        }

        @Override
        public void dropped(int peer, Dropped why) {
            drops.add(peer + " " + why);
        }

        @Override
        public void sent(int peer, int messages, int bytes) {}

        @Override
        public void received(int peer, int messages, int bytes) {}

        @Override
        public void skew(int peer, long millis) {}

        @Override
        public void refused(String code) {
            refusals.add(code);
        }
    }
}
