package io.kvorum.harness.live;

import io.kvorum.harness.live.proxy.LinkControl;
import io.kvorum.harness.live.proxy.Links;
import io.kvorum.harness.live.proxy.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Nodes as real processes on this machine, each in a directory of its own, with a proxy on every link between them. The
 * processes outlive the one that started them; {@link #open} finds them again.
 *
 * <p>For one thread at a time. Faults that are done to a node which is down do nothing.
 */
public final class LocalCluster implements AutoCloseable {
    private static final String NODE_MAIN = "io.kvorum.node.NodeMain";
    private static final Duration POLL = Duration.ofMillis(50);

    private final Path directory;
    private final ClusterPlan plan;
    private final boolean detached;
    private final Optional<Links> ownLinks;
    private final Network network;

    private LocalCluster(Path directory, ClusterPlan plan, boolean detached, Optional<Links> ownLinks) {
        this.directory = directory;
        this.plan = plan;
        this.detached = detached;
        this.ownLinks = ownLinks;
        this.network = detached
                ? LinkControl.remote(LinkProxies.socket(directory))
                : ownLinks.<Network>map(links -> links).orElseGet(FixedNetwork::new);
    }

    /** Lays a cluster out in a directory that has none, and opens its links in this process. Starts no node. */
    public static LocalCluster create(ClusterSpec spec) throws IOException {
        ClusterPlan plan = layOut(spec, true);
        return new LocalCluster(spec.directory(), plan, false, Optional.of(LinkProxies.open(plan)));
    }

    /** As {@link #create}, without proxies: nodes reach each other directly, and no link can be cut. */
    public static LocalCluster createDirect(ClusterSpec spec) throws IOException {
        return new LocalCluster(spec.directory(), layOut(spec, false), false, Optional.empty());
    }

    /** As {@link #create}, with the links in a process of their own: the cluster outlives this process. */
    public static LocalCluster createDetached(ClusterSpec spec) throws IOException, InterruptedException {
        LocalCluster cluster = new LocalCluster(spec.directory(), layOut(spec, true), true, Optional.empty());
        cluster.ensureLinks();
        return cluster;
    }

    /** The detached cluster of this directory. */
    public static LocalCluster open(Path directory) {
        return new LocalCluster(directory, ClusterFiles.read(directory), true, Optional.empty());
    }

    public static boolean exists(Path directory) {
        return ClusterFiles.exists(directory);
    }

    private static ClusterPlan layOut(ClusterSpec spec, boolean withProxies) throws IOException {
        if (ClusterFiles.exists(spec.directory())) {
            throw new IllegalStateException("there is a cluster in " + spec.directory() + " already");
        }
        byte[] secret = new byte[32];
        SecureRandom random = new SecureRandom();
        random.nextBytes(secret);
        ClusterPlan plan = ClusterPlan.of(
                spec,
                "local-" + Integer.toHexString(random.nextInt()),
                HexFormat.of().formatHex(secret),
                withProxies);
        ClusterFiles.write(spec.directory(), plan);
        return plan;
    }

    /** Starts the process of a detached cluster's links if it does not run. */
    public void ensureLinks() throws IOException, InterruptedException {
        if (!detached || linkProcess().handle().isPresent()) {
            return;
        }
        Files.deleteIfExists(LinkProxies.socket(directory));
        linkProcess()
                .start(
                        LinkProxies.class.getName(),
                        List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        List.of(directory.toAbsolutePath().toString()),
                        directory.resolve("links.log"));
        Deadline deadline = Deadline.in(Duration.ofSeconds(20));
        while (!Files.exists(LinkProxies.socket(directory))) {
            if (deadline.isPast() || linkProcess().handle().isEmpty()) {
                throw new IllegalStateException(
                        "the link proxies did not start; see " + directory.resolve("links.log"));
            }
            deadline.pause(POLL);
        }
    }

    public Path directory() {
        return directory;
    }

    public ClusterPlan plan() {
        return plan;
    }

    public Network network() {
        return network;
    }

    /** Where this node writes what it has to say. */
    public Path log(int node) {
        return ClusterPlan.home(directory, plan.node(node)).resolve("node.log");
    }

    public void start(int node) {
        Path home = ClusterPlan.home(directory, plan.node(node));
        try {
            process(node)
                    .start(
                            NODE_MAIN,
                            plan.javaOptions(),
                            List.of("--config", home.resolve("kvorum.yaml").toString()),
                            log(node));
        } catch (IOException e) {
            throw new UncheckedIOException("node " + node + " cannot be started", e);
        }
    }

    public void startAll() {
        plan.nodes().forEach(node -> start(node.number()));
    }

    /**
     * Waits until all nodes that should run answer that they serve.
     *
     * @throws IllegalStateException if one has ended, or is not ready in time; says which, and where its log is
     */
    public void awaitReady(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.in(timeout);
        for (ClusterPlan.Node node : plan.nodes()) {
            awaitReady(node.number(), deadline);
        }
    }

    public void awaitReady(int node, Duration timeout) throws InterruptedException {
        awaitReady(node, Deadline.in(timeout));
    }

    private void awaitReady(int node, Deadline deadline) throws InterruptedException {
        while (!Readiness.isReady(plan.node(node))) {
            if (process(node).handle().isEmpty()) {
                throw new IllegalStateException(
                        "node " + node + " has ended: " + lastLine(node) + " (" + log(node) + ")");
            }
            if (deadline.isPast()) {
                throw new IllegalStateException("node " + node + " is not ready in time; its log: " + log(node));
            }
            deadline.pause(POLL);
        }
    }

    private String lastLine(int node) {
        try {
            List<String> lines = Files.readAllLines(log(node));
            return lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1);
        } catch (IOException e) {
            return "it left no log";
        }
    }

    public NodeState state(int node) {
        JavaProcess process = process(node);
        if (process.handle().isEmpty()) {
            return NodeState.DOWN;
        }
        if (process.isStopped()) {
            return NodeState.PAUSED;
        }
        return Readiness.isReady(plan.node(node)) ? NodeState.READY : NodeState.STARTING;
    }

    public Optional<Long> pid(int node) {
        return process(node).handle().map(ProcessHandle::pid);
    }

    /** kill -9. */
    public void kill(int node) throws InterruptedException {
        kill(List.of(node));
    }

    /** kill -9 of several, at once: none is told after another has been seen to end. */
    public void kill(List<Integer> nodes) throws InterruptedException {
        JavaProcess.signal(nodes.stream().map(this::process).toList(), JavaProcess.Signal.KILL);
        for (int node : nodes) {
            if (!process(node).awaitEnd(10_000)) {
                throw new IllegalStateException("node " + node + " survived kill -9");
            }
        }
    }

    /** SIGTERM: it drains; killed if it takes longer than this. Returns whether it ended by itself. */
    public boolean terminate(int node, Duration patience) throws InterruptedException {
        JavaProcess process = process(node);
        process.signal(JavaProcess.Signal.TERM);
        if (process.awaitEnd(patience.toMillis())) {
            return true;
        }
        kill(node);
        return false;
    }

    /** SIGSTOP: it is there and does nothing. */
    public void pause(int node) {
        process(node).stop();
    }

    /** SIGCONT. */
    public void resume(int node) {
        process(node).signal(JavaProcess.Signal.CONT);
    }

    /** A new, empty disk. The node must be down. */
    public void wipe(int node) throws IOException {
        if (process(node).handle().isPresent()) {
            throw new IllegalStateException("node " + node + " runs: kill it before its disk is wiped");
        }
        ClusterFiles.delete(data(node));
    }

    /** The data directory of this node. */
    public Path data(int node) {
        return ClusterPlan.home(directory, plan.node(node)).resolve("data");
    }

    /** Ends all processes: politely if there is patience, else at once. Data stays. */
    public void shutDown(Duration patience) throws InterruptedException {
        List<Integer> running = new ArrayList<>();
        for (ClusterPlan.Node node : plan.nodes()) {
            if (process(node.number()).handle().isPresent()) {
                running.add(node.number());
                resume(node.number());
                if (!patience.isZero()) {
                    process(node.number()).signal(JavaProcess.Signal.TERM);
                }
            }
        }
        Deadline deadline = Deadline.in(patience);
        for (int node : running) {
            if (!process(node).awaitEnd(deadline.leftMs())) {
                kill(node);
            }
        }
        if (detached) {
            linkProcess().signal(JavaProcess.Signal.KILL);
            linkProcess().awaitEnd(10_000);
        }
    }

    /** Deletes a cluster's directory, also a damaged one. The processes must have ended. */
    public static void delete(Path directory) throws IOException {
        ClusterFiles.delete(directory);
    }

    /** Deletes everything. The processes must have ended. */
    public void delete() throws IOException {
        ClusterFiles.delete(directory);
    }

    /** Kills what runs, unless the cluster is a detached one: that goes on. */
    @Override
    public void close() throws IOException {
        if (detached) {
            return;
        }
        killAll();
        if (ownLinks.isPresent()) {
            ownLinks.get().close();
        }
    }

    /** Whoever is interrupted closes this first of all: then too no process may be left. */
    private void killAll() {
        boolean interrupted = Thread.interrupted();
        while (true) {
            try {
                shutDown(Duration.ZERO);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private JavaProcess process(int node) {
        return new JavaProcess(ClusterPlan.home(directory, plan.node(node)).resolve("process"));
    }

    private JavaProcess linkProcess() {
        return new JavaProcess(directory.resolve("links.process"));
    }
}
