package io.kvorum.harness.sim;

import io.kvorum.harness.checker.Violation;
import io.kvorum.replication.message.PeerMessage;
import io.kvorum.replication.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A cluster in one thread: nodes, network, disks and clocks under one seed and one virtual time. */
final class SimWorld {
    private static final long MAX_EVENTS = 20_000_000;

    private final WorldConfig config;
    private final EventQueue queue = new EventQueue();
    private final Trace trace;
    private final SimNetwork network;
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private final Harm harm = new Harm(this);
    private Watch watch = new Watch() {};
    private Topology topology;
    private long events;

    SimWorld(WorldConfig config, boolean recording) {
        this.config = config;
        this.topology = config.founding();
        this.trace = new Trace(recording);
        SimRandom random = new SimRandom(config.seed());
        this.network = new SimNetwork(this, random.fork(1), config.nodes());
        SimRandom clocks = random.fork(2);
        for (int number = 1; number <= config.nodes(); number++) {
            double rate = 1 + (clocks.below(2_001) - 1_000) / 1e5;
            SimClock clock = new SimClock(queue, clocks, rate, config.maxClockErrorMillis());
            nodes.add(new SimNode(
                    this, number, config.shardsPerNode().get(number - 1), clock, random.fork(100 + number)));
        }
    }

    void watch(Watch watcher) {
        watch = watcher;
    }

    void bootAll() {
        nodes.forEach(SimNode::boot);
    }

    /** Runs until this virtual time, or until something is violated. */
    void runUntil(long untilNanos) {
        runWhile(() -> true, untilNanos);
    }

    void runFor(long nanos) {
        runUntil(now() + nanos);
    }

    /** Runs while the condition holds, at most until this time; true if the condition does not hold any more. */
    boolean runWhile(BooleanSupplier condition, long untilNanos) {
        while (violations.isEmpty()) {
            if (!condition.getAsBoolean()) {
                return true;
            }
            if (queue.isEmpty() || queue.nextNanos() > untilNanos) {
                queue.advanceTo(untilNanos);
                return false;
            }
            queue.runNext();
            if (++events > MAX_EVENTS) {
                violate(Violation.Kind.BUG, "", "more than " + MAX_EVENTS + " events: the cluster is in a storm");
            }
        }
        return false;
    }

    void violate(Violation.Kind kind, String key, String text) {
        trace.line(now(), key, () -> "VIOLATION " + kind + ": " + text);
        violations.add(new Violation(kind, key, text));
    }

    PeerMessage throughCodec(PeerMessage message) {
        PeerMessage result = config.codec().roundTrip(message);
        if (!result.equals(message)) {
            violate(Violation.Kind.BUG, "", "the codec changes " + Fingerprints.text(message));
        }
        return result;
    }

    /** The topology of the run, once its bucket exists; a wiped node may not know it yet. */
    Topology topology() {
        return topology;
    }

    void topology(Topology settled) {
        topology = settled;
    }

    List<Violation> violations() {
        return violations;
    }

    long now() {
        return queue.nowNanos();
    }

    long events() {
        return events;
    }

    EventQueue queue() {
        return queue;
    }

    WorldConfig config() {
        return config;
    }

    Trace trace() {
        return trace;
    }

    SimNetwork network() {
        return network;
    }

    Watch watch() {
        return watch;
    }

    /** How far off the clock of any node may have been; more than the bound once one was wrong. */
    long worstClockErrorMillis() {
        return Math.max(
                config.maxClockErrorMillis(),
                nodes.stream()
                        .mapToLong(node -> node.clock().furthestAheadMillis())
                        .max()
                        .orElse(0));
    }

    Harm harm() {
        return harm;
    }

    List<SimNode> nodes() {
        return nodes;
    }

    SimNode node(int number) {
        return nodes.get(number - 1);
    }
}
