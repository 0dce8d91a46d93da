package io.kvorum.harness.drill;

import io.kvorum.harness.live.Deadline;
import io.kvorum.harness.live.proxy.LinkState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Carries a schedule out: one fault after the other, each over before the next begins. */
final class FaultRun {
    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration TELL_EVERY = Duration.ofMillis(500);

    private final Nodes nodes;
    private final DrillMeter meter;
    private final FaultWatch watch;
    private final DrillListener listener;
    private final List<String> troubles = new ArrayList<>();

    FaultRun(Nodes nodes, DrillMeter meter, FaultWatch watch, DrillListener listener) {
        this.nodes = nodes;
        this.meter = meter;
        this.watch = watch;
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
        watch.faultBegins(number);
        listener.event(number + ". " + fault.what());
        switch (fault.kind()) {
            case KILL, KILL_MAJORITY, KILL_ALL, KILL_AT_START -> kill(fault, end);
            case PAUSE -> {
                nodes.pause(fault.nodes());
                meter.faultStruck();
                carryOn(fault.hold(), end);
                nodes.resume(fault.nodes());
            }
            case PARTITION, ONE_WAY, FLAP, SLOW_LINK -> links(fault, end);
        }
        meter.faultHealed();
        watch.faultHealed(number);
        for (int node : fault.nodes()) {
            awaitReady(node);
        }
        meter.allServe();
    }

    private void kill(PlannedFault fault, Deadline end) throws InterruptedException {
        nodes.kill(fault.nodes());
        meter.faultStruck();
        carryOn(fault.hold(), end);
        if (fault.detail() instanceof FaultDetail.KilledAgain again) {
            for (Duration after : again.after()) {
                nodes.start(fault.nodes());
                carryOn(after, end);
                nodes.kill(fault.nodes());
            }
        }
        nodes.start(fault.nodes());
    }

    private void links(PlannedFault fault, Deadline end) throws InterruptedException {
        switch (fault.detail()) {
            case FaultDetail.Broken(FaultDetail.Hearing hearing, boolean rejects) -> {
                nodes.links(fault.nodes(), fault.peers(), hearing, broken(rejects));
                meter.faultStruck();
                carryOn(fault.hold(), end);
            }
            case FaultDetail.Slow(Duration delay, Duration jitter) -> {
                both(fault, new LinkState.Slow(delay, jitter));
                meter.faultStruck();
                carryOn(fault.hold(), end);
            }
            case FaultDetail.Flapping flapping -> {
                meter.faultStruck();
                Deadline over = Deadline.in(fault.hold());
                while (!over.isPast() && !end.isPast()) {
                    both(fault, broken(flapping.rejects()));
                    carryOn(flapping.broken(), end);
                    both(fault, new LinkState.Open());
                    carryOn(flapping.whole(), end);
                }
            }
            case FaultDetail.None none -> throw new IllegalStateException(fault + " does not say how");
            case FaultDetail.KilledAgain again -> throw new IllegalStateException(fault + " is not done to links");
        }
        nodes.healLinks();
    }

    private void both(PlannedFault fault, LinkState state) {
        nodes.links(fault.nodes(), fault.peers(), FaultDetail.Hearing.NEITHER, state);
    }

    private static LinkState broken(boolean rejects) {
        return rejects ? new LinkState.Reject() : new LinkState.Cut();
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
