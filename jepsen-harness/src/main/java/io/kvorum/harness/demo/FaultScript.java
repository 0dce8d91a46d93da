package io.kvorum.harness.demo;

import io.kvorum.harness.live.ClusterPlan;
import io.kvorum.harness.live.Deadline;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.harness.live.proxy.LinkState;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** What is done to the cluster while the load goes on: one fault after the other, each healed before the next. */
final class FaultScript {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Duration TELL_EVERY = Duration.ofMillis(250);

    private final LocalCluster cluster;
    private final Meter meter;
    private final DemoListener listener;
    private final DemoOptions options;
    private final Duration phase;

    FaultScript(LocalCluster cluster, Meter meter, DemoListener listener, DemoOptions options) {
        this.cluster = cluster;
        this.meter = meter;
        this.listener = listener;
        this.options = options;
        this.phase = options.phase();
    }

    /** The meter runs from here on. */
    void begin() {
        meter.begin("all is well");
    }

    void run() throws IOException, InterruptedException {
        carryOn(phase.dividedBy(2));
        endPhase();
        switch (options.faults()) {
            case TOUR -> {
                kill(3);
                stop(2);
                partition();
                wipe(cluster.plan().nodes().size());
            }
            case KILL_ONE -> {
                for (int round = 0; round < options.rounds(); round++) {
                    kill(1 + round % cluster.plan().nodes().size());
                }
            }
            case KILL_ALL -> killAll();
        }
        listener.chapter("Everything is healed");
        meter.begin("healed");
        carryOn(phase.dividedBy(4));
        endPhase();
    }

    private void kill(int node) throws InterruptedException {
        listener.chapter("kill -9 of " + name(node));
        meter.begin("kill -9");
        cluster.kill(node);
        listener.event(name(node) + " is dead; the others go on");
        carryOn(phase.dividedBy(2));
        cluster.start(node);
        listener.event(name(node) + " is started again, with its disk");
        cluster.awaitReady(node, READY);
        listener.event(name(node) + " serves again and catches up");
        carryOn(phase.dividedBy(4));
        endPhase();
    }

    /** Nothing can be acknowledged while all are dead; what was acknowledged before must be there afterwards. */
    private void killAll() throws InterruptedException {
        for (int round = 1; round <= options.rounds(); round++) {
            listener.chapter("kill -9 of all nodes at once, " + round + " of " + options.rounds());
            meter.begin("all killed, " + round);
            for (ClusterPlan.Node node : cluster.plan().nodes()) {
                cluster.kill(node.number());
            }
            for (ClusterPlan.Node node : cluster.plan().nodes()) {
                cluster.start(node.number());
            }
            cluster.awaitReady(READY);
            listener.event("all nodes serve again");
            carryOn(phase.dividedBy(4));
            endPhase();
        }
    }

    private void stop(int node) throws InterruptedException {
        listener.chapter("SIGSTOP of " + name(node) + ": it takes connections and never answers");
        meter.begin("SIGSTOP");
        cluster.pause(node);
        listener.event(name(node) + " is stopped");
        carryOn(phase.dividedBy(2));
        cluster.resume(node);
        listener.event(name(node) + " goes on as if nothing had happened");
        carryOn(phase.dividedBy(4));
        endPhase();
    }

    private void partition() throws InterruptedException {
        Set<Integer> few = new TreeSet<>();
        Set<Integer> many = new TreeSet<>();
        int nodes = cluster.plan().nodes().size();
        cluster.plan().nodes().forEach(node -> (node.number() <= (nodes - 1) / 2 ? few : many).add(node.number()));
        listener.chapter("The network is split: nodes " + few + " and " + many + " do not reach each other");
        meter.begin("partition");
        cluster.network().partition(few, many, new LinkState.Cut());
        listener.event("all links between the two sides are cut; clients reach both");
        carryOn(phase.dividedBy(2));
        cluster.network().heal();
        listener.event("the network is whole again");
        carryOn(phase.dividedBy(4));
        endPhase();
    }

    private void wipe(int node) throws IOException, InterruptedException {
        listener.chapter("The disk of " + name(node) + " is lost");
        meter.begin("wiped disk");
        cluster.kill(node);
        cluster.wipe(node);
        listener.event(name(node) + " is dead and its data is deleted");
        carryOn(phase.dividedBy(4));
        cluster.start(node);
        cluster.awaitReady(node, READY);
        listener.event(name(node) + " serves again, with an empty disk, and is refilled by the others");
        carryOn(phase.dividedBy(2));
        endPhase();
    }

    private void carryOn(Duration time) throws InterruptedException {
        Deadline deadline = Deadline.in(time);
        while (!deadline.isPast()) {
            deadline.pause(TELL_EVERY);
            listener.load(meter.present());
        }
    }

    private void endPhase() {
        listener.phaseEnded(meter.present());
        meter.end();
    }

    private String name(int node) {
        return cluster.plan().nodes().stream()
                .filter(candidate -> candidate.number() == node)
                .map(ClusterPlan.Node::name)
                .findFirst()
                .orElseThrow();
    }
}
