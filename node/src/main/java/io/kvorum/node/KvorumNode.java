package io.kvorum.node;

import io.kvorum.antientropy.ShardCore;
import io.kvorum.node.admin.AdminServer;
import io.kvorum.node.config.NodeConfig;
import io.kvorum.node.directory.DataDirectory;
import io.kvorum.node.directory.NodeFailures;
import io.kvorum.node.metrics.NodeMetrics;
import io.kvorum.node.peer.PeerNetwork;
import io.kvorum.node.peer.PeerSequences;
import io.kvorum.node.peer.PeerSettings;
import io.kvorum.node.serve.Loops;
import io.kvorum.node.serve.NodeServer;
import io.kvorum.node.serve.Serving;
import io.kvorum.node.shard.NodeClock;
import io.kvorum.node.shard.ShardDriver;
import io.kvorum.node.shard.WalSyncer;
import io.kvorum.node.storage.DurableLog;
import io.kvorum.node.storage.RocksStorage;
import io.kvorum.replication.core.ShardConfig;
import io.kvorum.replication.topology.Topology;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: opens its directory, starts its shards, serves. Several may run in one process, each with its own configuration.
 *
 * <pre>{@code
 * try (KvorumNode node = KvorumNode.start(config)) {
 *     node.awaitReady();
 *     …
 * }
 * }</pre>
 */
public final class KvorumNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KvorumNode.class);
    private static final long POLL_MILLIS = 250;
    /** So often it is stored how far peers are, with the next commit. */
    private static final long SEQUENCES_MILLIS = 2_000;
    /** Once the node is ready only metrics wait for the answers. */
    private static final int POLLS_WHEN_READY = 8;

    private final NodeConfig config;
    private final DataDirectory directory;
    private final NodeMetrics metrics = new NodeMetrics();
    private final ScheduledThreadPoolExecutor slowWork;
    private final Loops loops;
    private final WalSyncer syncer;
    private final NodeRuntime runtime;
    private final List<ShardDriver> shards = new ArrayList<>();
    private final PeerSequences sequences = new PeerSequences();
    private final PeerNetwork network;
    private final Serving serving;
    private final StatusPoller poller;
    private final NodeServer server;
    private final AdminServer admin;
    private @Nullable ScheduledFuture<?> polling;
    private long polls;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Optional<NodeRefusal>> ended = new CompletableFuture<>();

    /**
     * Starts a node.
     *
     * @throws NodeRefusal if it cannot run as configured; nothing is left behind then
     */
    public static KvorumNode start(NodeConfig config) {
        return start(config, log -> log);
    }

    /** As {@link #start(NodeConfig)}, with something between the shards and the log's fsync; for tests. */
    public static KvorumNode start(NodeConfig config, UnaryOperator<DurableLog> log) {
        DataDirectory directory = DataDirectory.open(
                config.dataDirectory(), config.clusterId(), config.self().number(), config.storage());
        try {
            KvorumNode node = new KvorumNode(config, directory, log);
            node.go();
            return node;
        } catch (RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    private KvorumNode(NodeConfig config, DataDirectory directory, UnaryOperator<DurableLog> log) {
        this.config = config;
        this.directory = directory;
        Topology topology = StartTopology.of(config, directory.store());
        slowWork = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "kvorum-slow-" + config.self().number());
            thread.setDaemon(true);
            return thread;
        });
        loops = new Loops("kvorum-io-" + config.self().number(), config.ioThreads());
        syncer = new WalSyncer(log.apply(directory.store()), config.shards(), metrics::fsynced, e -> fail("fsync", e));
        runtime = new NodeRuntime(
                new NodeRuntime.Foundation(config, directory, metrics, syncer),
                topology,
                slowWork,
                this::fail,
                this::drainLater);
        SecureRandom random = new SecureRandom();
        for (int shard = 0; shard < config.shards(); shard++) {
            // Each shard counts from elsewhere: a peer with fewer shards tells their requests apart by the number
            // alone.
            shards.add(newShard(shard, random.nextLong() >>> 1, topology));
        }
        directory.peerSequences().ifPresent(sequences::remember);
        network = new PeerNetwork(
                PeerSettings.of(config), runtime, metrics, sequences, loops.group(), loops.socketType());
        runtime.join(shards, network);
        serving = new Serving(runtime, config.edges(), config.limits(), metrics);
        poller = new StatusPoller(shards);
        try {
            server = NodeServer.listen(config.listen(), loops, serving, network::newSession);
            admin = listenAdmin();
        } catch (IOException e) {
            loops.close();
            slowWork.shutdownNow();
            throw new NodeRefusal(
                    ExitCode.ADDRESS_TAKEN,
                    "Node " + config.self().number() + " " + e.getMessage()
                            + ". Stop what uses the address, or correct `node.listen` and `admin.listen`.",
                    e);
        }
        NodeGauges.register(metrics, shards, network, poller, directory.store());
    }

    private AdminServer listenAdmin() throws IOException {
        try {
            return AdminServer.listen(
                    config.adminListen(), loops, new AdminServer.Sources(this::notReady, metrics::scrape));
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private ShardDriver newShard(int shard, long runNonce, Topology topology) {
        RocksStorage storage = directory.store().shard();
        ShardConfig shardConfig = new ShardConfig(
                config.self().number(),
                directory.actor(),
                directory.acceptor(),
                directory.doubt(),
                shard,
                config.shards(),
                runNonce,
                config.clusterSecret(),
                config.limits(),
                Set.of());
        return new ShardDriver(
                new ShardDriver.Place(config.self().number(), shard, config.shards(), topology.epoch()),
                new ShardCore(shardConfig, topology, storage, metrics.core(shard)),
                storage,
                syncer,
                runtime,
                config.edges(),
                new ShardDriver.Instruments(NodeClock.SYSTEM, metrics.shard(shard)));
    }

    private void go() {
        List<Runnable> wakes = new ArrayList<>();
        shards.forEach(shard -> wakes.add(shard::wake));
        syncer.start(wakes);
        shards.forEach(ShardDriver::start);
        network.start();
        slowWork.scheduleWithFixedDelay(
                this::storeSequences, SEQUENCES_MILLIS, SEQUENCES_MILLIS, TimeUnit.MILLISECONDS);
        polling = slowWork.scheduleWithFixedDelay(this::poll, 0, POLL_MILLIS, TimeUnit.MILLISECONDS);
        LOG.info(
                "Node started: node={} name={} cluster={} actor={} port={} admin={} shards={}",
                config.self().number(),
                config.self().name(),
                config.clusterId(),
                directory.actor(),
                port(),
                adminPort(),
                config.shards());
    }

    private void storeSequences() {
        try {
            sequences.takeChanged().ifPresent(directory::storePeerSequences);
        } catch (RuntimeException e) {
            fail("storing how far peers are", e);
        }
    }

    private void poll() {
        polls++;
        if (ready.isDone() && polls % POLLS_WHEN_READY != 0) {
            return;
        }
        poller.poll();
        if (!ready.isDone() && network.upCount() + 1 > config.nodes().size() / 2 && poller.unconfirmed() == 0) {
            LOG.info("Node is ready: node={} peersUp={}", config.self().number(), network.upCount());
            runtime.ready();
            ready.complete(null);
        }
    }

    /** The port of clients and peers. */
    public int port() {
        return server.port();
    }

    public int adminPort() {
        return admin.port();
    }

    /** Why the node does not serve; empty if it does. */
    public Optional<String> notReady() {
        if (runtime.isDraining()) {
            return Optional.of("draining");
        } else if (ended.isDone()) {
            return Optional.of("stopped");
        } else if (ready.isDone()) {
            return Optional.empty();
        }
        return Optional.of("starting: " + network.upCount() + " peers up, "
                + (poller.unconfirmed() == 0 ? "all partitions" : "not all partitions") + " confirmed");
    }

    /** Done when the node is connected to a majority and all its partitions may be written. */
    public CompletionStage<Void> ready() {
        return ready.minimalCompletionStage();
    }

    /** Done when the node has stopped: with the reason if it had to. */
    public CompletionStage<Optional<NodeRefusal>> ended() {
        return ended.minimalCompletionStage();
    }

    /** Text of the metrics, as Prometheus reads it. */
    public String metrics() {
        return metrics.scrape();
    }

    private void drainLater() {
        Thread thread = new Thread(this::close, "kvorum-drain-" + config.self().number());
        thread.start();
    }

    /** Drains and stops: finishes what is in flight within the configured time, makes it durable, closes the store. */
    @Override
    public void close() {
        if (!stopping.compareAndSet(false, true)) {
            ended.join();
            return;
        }
        LOG.info("Draining: node={} inFlight={}", config.self().number(), serving.inFlight());
        runtime.setDraining();
        server.close();
        serving.sayGoAway();
        awaitInFlight();
        serving.closeAll();
        network.close();
        shards.forEach(ShardDriver::stop);
        Optional<NodeRefusal> problem = Optional.empty();
        try {
            release(true);
            LOG.info("Stopped: node={}", config.self().number());
        } catch (RuntimeException e) {
            // The log has everything that the flush could not write: nothing is lost, but whoever waits is told.
            problem = Optional.of(NodeFailures.refusal(config.dataDirectory(), e));
            LOG.error("Stopped, but not cleanly: node={}", config.self().number(), e);
        } finally {
            ended.complete(problem);
        }
    }

    private void awaitInFlight() {
        long deadline = System.nanoTime() + config.edges().drainTimeout().toNanos();
        while (serving.inFlight() > 0 && deadline - System.nanoTime() > 0) {
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Stops as a crash does: nothing more is committed, answered or sent. */
    public void kill() {
        if (stopping.compareAndSet(false, true)) {
            stopAtOnce();
            ended.complete(Optional.empty());
        } else {
            ended.join();
        }
    }

    private void stopAtOnce() {
        server.close();
        network.close();
        shards.forEach(ShardDriver::kill);
        release(false);
    }

    private void release(boolean flush) {
        if (polling != null) {
            polling.cancel(false);
        }
        slowWork.shutdown();
        syncer.close();
        admin.close();
        loops.close();
        try {
            slowWork.awaitTermination(5, TimeUnit.SECONDS);
            if (flush) {
                sequences.takeChanged().ifPresent(directory::storePeerSequences);
                directory.store().flush();
                directory.endInOrder();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            directory.close();
            metrics.close();
        }
    }

    /** A step, an fsync or the disk failed: nothing of it was acknowledged, and nothing more will be. */
    private void fail(String where, Throwable cause) {
        // Nobody may go on, and nobody may wait for an fsync that will not come.
        shards.forEach(ShardDriver::abandon);
        if (!stopping.compareAndSet(false, true)) {
            LOG.error("Failed while stopping: where={}", where, cause);
            return;
        }
        NodeRefusal refusal = NodeFailures.refusal(config.dataDirectory(), cause);
        LOG.error("Stopping: where=[{}] actor={} {}", where, directory.actor(), refusal.getMessage(), cause);
        // Not on this thread: it is one of those that are to be stopped.
        Thread thread = new Thread(
                () -> {
                    try {
                        stopAtOnce();
                    } finally {
                        ended.complete(Optional.of(refusal));
                    }
                },
                "kvorum-fail-" + config.self().number());
        thread.start();
    }
}
