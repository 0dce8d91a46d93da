package io.kvorum.node.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.node.config.EdgeLimits;
import io.kvorum.node.storage.DurableLog;
import io.kvorum.node.storage.RocksStorage;
import io.kvorum.node.storage.RocksStore;
import io.kvorum.node.storage.StoreOptions;
import io.kvorum.replication.core.Core;
import io.kvorum.replication.core.Effects;
import io.kvorum.replication.core.Event;
import io.kvorum.replication.core.Hold;
import io.kvorum.replication.core.Time;
import io.kvorum.replication.core.Timer;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;
import io.kvorum.replication.request.ErrorCode;
import io.kvorum.replication.storage.Storage;
import io.kvorum.replication.storage.Table;
import io.kvorum.replication.topology.Acceptors;
import io.kvorum.replication.topology.Topology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardDriverTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final StoreOptions SMALL = new StoreOptions(16 << 20, 8 << 20, 1);
    private static final EdgeLimits LIMITS = new EdgeLimits(
            1 << 20, 10, 10, 1 << 20, 10, 8, 8, 15_120, 1 << 20, Duration.ofSeconds(5), Duration.ofSeconds(1));

    @TempDir
    Path directory;

    private final Queue<String> left = new ConcurrentLinkedQueue<>();
    private final Queue<String> stepped = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private GatedLog log;
    private RocksStore store;
    private WalSyncer syncer;
    private ShardDriver driver;

    @BeforeEach
    void open() {
        store = RocksStore.open(directory, SMALL);
        log = new GatedLog(store);
        syncer = new WalSyncer(log, 1, nanos -> {}, failures::add);
        RocksStorage storage = store.shard();
        driver = new ShardDriver(
                new ShardDriver.Place(1, 0, 1, 1),
                new ScriptedCore(storage),
                storage,
                syncer,
                new Services(),
                LIMITS,
                new ShardDriver.Instruments(NodeClock.SYSTEM, ShardMeter.NONE));
        syncer.start(List.of(driver::wake));
    }

    @AfterEach
    void close() {
        log.gate.release(1_000);
        driver.kill();
        syncer.close();
        store.close();
    }

    @Test
    void whatIsHeldLeavesOnlyAfterItsFsync() {
        driver.start();
        call("write a held");
        await().atMost(PATIENCE).until(() -> log.waiting.get() == 1);
        call("read free");
        await().atMost(PATIENCE).until(() -> left.contains("reply read free"));
        assertThat(left).containsExactly("reply read free");
        log.gate.release();
        await().atMost(PATIENCE).until(() -> left.contains("reply write a held"));
        assertThat(left).containsExactly("reply read free", "send write a held", "reply write a held");
    }

    @Test
    void theNextBatchIsSteppedWhileTheLastOneIsFsynced() {
        driver.start();
        call("write a held");
        await().atMost(PATIENCE).until(() -> log.waiting.get() == 1);
        call("write b held");
        await().atMost(PATIENCE).until(() -> stepped.contains("write b held"));
        assertThat(left).isEmpty();
        log.gate.release();
        await().atMost(PATIENCE).until(() -> left.contains("reply write a held"));
        // The second batch was committed after the first fsync began: it needs the second.
        await().atMost(PATIENCE).until(() -> log.waiting.get() == 1);
        assertThat(left).doesNotContain("reply write b held");
        log.gate.release();
        await().atMost(PATIENCE).until(() -> left.contains("reply write b held"));
    }

    @Test
    void anAnswerThatShowsUnsyncedStateWaitsForItAlthoughItWritesNothing() {
        driver.start();
        call("write a held");
        await().atMost(PATIENCE).until(() -> log.waiting.get() == 1);
        call("read held");
        await().atMost(PATIENCE).until(() -> stepped.contains("read held"));
        call("read free");
        await().atMost(PATIENCE).until(() -> left.contains("reply read free"));
        assertThat(left).doesNotContain("reply read held");
        log.gate.release();
        await().atMost(PATIENCE).until(() -> left.contains("reply read held"));
        assertThat(left).containsSubsequence("reply write a held", "reply read held");
    }

    @Test
    void whatIsHeldLeavesAtOnceWhenEverythingIsDurable() {
        driver.start();
        call("read held");
        await().atMost(PATIENCE).until(() -> left.contains("reply read held"));
        assertThat(log.syncs.get()).isZero();
    }

    @Test
    void oneFsyncServesManySteps() {
        for (int i = 0; i < 8; i++) {
            call("write " + i + " held");
        }
        log.gate.release(1);
        driver.start();
        await().atMost(PATIENCE).until(() -> left.contains("reply write 7 held"));
        assertThat(log.syncs.get()).isEqualTo(1);
    }

    @Test
    void aStepThatThrowsLeavesNothingBehindAndNothingHeldLeaves() {
        call("write a held");
        call("throw");
        call("write b held");
        driver.start();
        await().atMost(PATIENCE).until(() -> !failures.isEmpty());
        assertThat(failures.peek()).hasMessage("planned");
        log.gate.release(10);
        driver.kill();
        assertThat(left).isEmpty();
        assertThat(stepped).doesNotContain("write b held");
        assertThat(store.read(Table.ROWS, "a".getBytes(UTF_8))).isEmpty();
    }

    @Test
    void aFullInboxRefusesAtOnceAndByBytesToo() {
        for (int i = 0; i < 8; i++) {
            assertThat(call("read " + i)).isTrue();
        }
        assertThat(call("read 8")).isFalse();
        PeerMessage message = new PeerMessage.TopologyQuestion(1);
        assertThat(driver.deliver(new PeerDelivery(() -> false, 2, 1, message, 9_000)))
                .isTrue();
        assertThat(driver.deliver(new PeerDelivery(() -> false, 2, 1, message, 2_000)))
                .isFalse();
        assertThat(driver.deliver(new PeerDelivery(() -> false, 2, 1, message, 500)))
                .isTrue();
        driver.start();
        await().atMost(PATIENCE).until(() -> driver.waitingCalls() == 0 && call("read 9"));
    }

    @Test
    void messagesOfAReplacedConnectionAreDropped() {
        boolean[] replaced = {true, false};
        for (int i = 0; i < 2; i++) {
            int index = i;
            driver.deliver(new PeerDelivery(() -> replaced[index], 2, 1, new PeerMessage.TopologyQuestion(i), 1));
        }
        driver.start();
        await().atMost(PATIENCE).until(() -> !stepped.isEmpty());
        assertThat(stepped).containsExactly("question 1");
    }

    @Test
    void aRequestWhoseDeadlinePassedInTheInboxIsNotStepped() {
        ClientRequest request = new ClientRequest.Explain("late", Bytes.EMPTY);
        driver.call(new ClientCall(
                1,
                request,
                System.nanoTime() - 1,
                1,
                reply -> left.add(((ClientReply.Failed) reply).code().name())));
        driver.start();
        await().atMost(PATIENCE).until(() -> !left.isEmpty());
        assertThat(left).containsExactly(ErrorCode.DEADLINE_EXCEEDED.name());
        assertThat(stepped).isEmpty();
    }

    @Test
    void timersFireInTheirOrder() {
        driver.start();
        call("timers");
        await().atMost(PATIENCE).until(() -> stepped.contains("timer 3"));
        assertThat(stepped).containsExactly("timers", "timer 1", "timer 2", "timer 3");
    }

    @Test
    void aMessageToItselfComesBackWhenItIsDurable() {
        driver.start();
        call("self");
        await().atMost(PATIENCE).until(() -> log.waiting.get() == 1);
        assertThat(stepped).containsExactly("self");
        log.gate.release();
        await().atMost(PATIENCE).until(() -> stepped.contains("question 77"));
    }

    @Test
    void stoppingMakesEverythingDurableFirst() {
        log.gate.release(100);
        driver.start();
        call("write a held");
        await().atMost(PATIENCE).until(() -> stepped.contains("write a held"));
        driver.stop();
        assertThat(left).contains("reply write a held");
        assertThat(store.read(Table.ROWS, "a".getBytes(UTF_8))).isPresent();
    }

    private boolean call(String script) {
        ClientRequest request = new ClientRequest.Explain(script, Bytes.EMPTY);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        return driver.call(new ClientCall(1, request, deadline, 10, reply -> left.add("reply " + script)));
    }

    /** Does what the requests' bucket names say. */
    private final class ScriptedCore implements Core {
        private final Storage storage;

        ScriptedCore(Storage storage) {
            this.storage = storage;
        }

        @Override
        public void start(Time now, Effects effects) {}

        @Override
        public void step(Event event, Time now, Effects effects) {
            switch (event) {
                case Event.FromClient client ->
                    script(((ClientRequest.Explain) client.request()).bucket(), client.handle(), effects);
                case Event.FromPeer peer ->
                    stepped.add("question " + ((PeerMessage.TopologyQuestion) peer.message()).epoch());
                case Event.TimerFired fired ->
                    stepped.add("timer " + ((Timer.RequestDeadline) fired.timer()).request());
                default -> throw new AssertionError(event);
            }
        }

        private void script(String script, long handle, Effects effects) {
            String[] words = script.split(" ");
            Hold hold = words[words.length - 1].equals("held") ? Hold.UNTIL_DURABLE : Hold.NONE;
            switch (words[0]) {
                case "write" -> {
                    storage.put(Table.ROWS, words[1].getBytes(UTF_8), new byte[] {1});
                    effects.send(2, new PeerMessage.TopologyOffer(topologyNamed(script)), hold);
                }
                case "throw" -> throw new IllegalStateException("planned");
                case "timers" -> {
                    effects.timer(20_000_000, new Timer.RequestDeadline(3));
                    effects.timer(0, new Timer.RequestDeadline(1));
                    effects.timer(10_000_000, new Timer.RequestDeadline(2));
                }
                case "self" -> {
                    storage.put(Table.ROWS, "self".getBytes(UTF_8), new byte[] {1});
                    effects.send(1, new PeerMessage.TopologyQuestion(77), Hold.UNTIL_DURABLE);
                }
                default -> {}
            }
            effects.reply(handle, new ClientReply.Done(), hold);
            stepped.add(script);
        }
    }

    private static Topology topologyNamed(String name) {
        return new Topology(name, 1, 1, List.of(), List.of(), List.of(), 1, Acceptors.NONE);
    }

    private final class Services implements ShardServices {
        @Override
        public void send(int node, long epoch, PeerMessage message) {
            left.add("send " + ((PeerMessage.TopologyOffer) message).topology().clusterId());
        }

        @Override
        public void sendToShard(int shard, PeerDelivery delivery) {}

        @Override
        public void topologyAdopted(int shard, Topology topology) {}

        @Override
        public void freshActorNeeded(Actor old) {}

        @Override
        public void failed(String where, Throwable cause) {
            failures.add(cause);
        }
    }

    /** An fsync that waits until the test lets it go on. */
    private static final class GatedLog implements DurableLog {
        final Semaphore gate = new Semaphore(0);
        final AtomicInteger waiting = new AtomicInteger();
        final AtomicInteger syncs = new AtomicInteger();
        private final RocksStore store;

        GatedLog(RocksStore store) {
            this.store = store;
        }

        @Override
        public void sync() {
            waiting.incrementAndGet();
            gate.acquireUninterruptibly();
            store.sync();
            syncs.incrementAndGet();
            waiting.decrementAndGet();
        }

        @Override
        public long sequence() {
            return store.sequence();
        }
    }
}
