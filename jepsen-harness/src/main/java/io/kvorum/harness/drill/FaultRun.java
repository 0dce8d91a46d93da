package io.kvorum.harness.drill;

import io.kvorum.harness.live.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Carries a schedule out: one fault after the other, each over before the next begins. */
final class FaultRun {
    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration TELL_EVERY = Duration.ofMillis(500);

    private final Nodes nodes;
    private final DrillMeter meter;
    private final DrillListener listener;
    private final List<String> troubles = new ArrayList<>();

    FaultRun(Nodes nodes, DrillMeter meter, DrillListener listener) {
        this.nodes = nodes;
        this.meter = meter;
        this.listener = listener;
    }

    /** Until all are done or the time is over; what is under way then is ended. All nodes serve when it returns. */
    void run(List<PlannedFault> schedule, Deadline end) throws InterruptedException {
        for (PlannedFault fault : schedule) {
            carryOn(fault.calm(), end);
            if (end.isPast()) {
                return;
            }
            run(fault, end);
        }
    }

    private void run(PlannedFault fault, Deadline end) throws InterruptedException {
        noticeEnded();
        int number = meter.faultBegins(fault);
        listener.event(number + ". " + fault.what());
        for (int node : fault.nodes()) {
            nodes.begin(fault.kind(), node);
        }
        carryOn(fault.hold(), end);
        for (int node : fault.nodes()) {
            nodes.end(fault.kind(), node);
        }
        meter.faultHealed();
        for (int node : fault.nodes()) {
            awaitReady(node);
        }
        meter.allServe();
    }

    private void awaitReady(int node) throws InterruptedException {
        try {
            nodes.awaitReady(node, READY);
        } catch (IllegalStateException e) {
            trouble(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /** For so long nothing is done to the nodes. */
    void carryOn(Duration time, Deadline end) throws InterruptedException {
        Deadline over = Deadline.in(time);
        while (!over.isPast() && !end.isPast()) {
            over.pause(end.leftMs() < TELL_EVERY.toMillis() ? Duration.ofMillis(end.leftMs() + 1) : TELL_EVERY);
            listener.load(meter.operations(), meter.indefinite());
        }
    }

    /** A node that ends by itself is a finding; the drill goes on with it. */
    void noticeEnded() throws InterruptedException {
        for (int node : nodes.ended()) {
            trouble("n" + node + " has ended by itself");
            nodes.startAgain(node);
            awaitReady(node);
        }
    }

    private void trouble(String what) {
        troubles.add(what);
        listener.event("trouble: " + what);
    }

    /** What went wrong with nodes, other than what was done to them. */
    List<String> troubles() {
        return List.copyOf(troubles);
    }
}
