package io.kvorum.harness.drill;

import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import java.util.OptionalLong;

/** What is counted from the beginning of one fault to that of the next. Not safe for use by many threads. */
final class FaultWindow {
    private final PlannedFault fault;
    private final long beganNanos;
    /** Clients that had a success which they had asked for since the fault, or since it was healed. */
    private Served sinceFault;

    private final Served sinceHealed;
    /** When it was done: a kill takes a moment, and until then all goes on as before. */
    private long struckNanos;

    private OptionalLong healedNanos = OptionalLong.empty();
    private OptionalLong servingNanos = OptionalLong.empty();
    private OptionalLong consistentNanos = OptionalLong.empty();
    private boolean followed;
    private long longestPauseNanos;
    private long pauseEndedNanos;
    private long silenceNanos;
    private long unknown;
    private long notApplied;
    private long operations;
    private long answered;

    private static final class Served {
        private final boolean[] clients;
        private int waiting;
        private OptionalLong allNanos = OptionalLong.empty();

        Served(int clients) {
            this.clients = new boolean[clients];
            this.waiting = clients;
        }

        void add(int client, long now) {
            if (!clients[client]) {
                clients[client] = true;
                if (--waiting == 0) {
                    allNanos = OptionalLong.of(now);
                }
            }
        }
    }

    FaultWindow(PlannedFault fault, long beganNanos, int clients) {
        this.fault = fault;
        this.beganNanos = beganNanos;
        this.struckNanos = beganNanos;
        this.sinceFault = new Served(clients);
        this.sinceHealed = new Served(clients);
    }

    /** What began before all served again felt the fault; later ones do not count as its operations. */
    void ended(int client, Operation operation) {
        if (servingNanos.isEmpty() || operation.startNanos() < servingNanos.getAsLong()) {
            operations++;
            answered += operation.isDefinite() ? 1 : 0;
        }
        unknown += operation.outcome() == Outcome.UNKNOWN ? 1 : 0;
        notApplied += operation.outcome() == Outcome.NOT_APPLIED ? 1 : 0;
    }

    void succeeded(int client, Operation operation) {
        if (operation.startNanos() >= struckNanos) {
            sinceFault.add(client, operation.endNanos());
        }
        if (healedNanos.isPresent() && operation.startNanos() >= healedNanos.getAsLong()) {
            sinceHealed.add(client, operation.endNanos());
        }
    }

    void paused(long lengthNanos, long untilNanos) {
        if (lengthNanos > longestPauseNanos) {
            longestPauseNanos = lengthNanos;
            pauseEndedNanos = untilNanos;
        }
    }

    void silent(long nanos) {
        silenceNanos = Math.max(silenceNanos, nanos);
    }

    void struck(long now) {
        struckNanos = now;
        sinceFault = new Served(sinceFault.clients.length);
    }

    void healed(long now) {
        healedNanos = OptionalLong.of(now);
    }

    void serving(long now) {
        servingNanos = OptionalLong.of(now);
    }

    void followed() {
        followed = true;
    }

    void consistent(long now) {
        consistentNanos = OptionalLong.of(now);
    }

    /** @param loadBeganNanos from when on figures tell time */
    FaultFigures figures(int number, long loadBeganNanos) {
        return new FaultFigures(
                number,
                fault,
                (beganNanos - loadBeganNanos) / 1_000_000,
                sinceMs(struckNanos, sinceFault.allNanos),
                longestPauseNanos / 1_000_000,
                longestPauseNanos == 0 ? 0 : (pauseEndedNanos - beganNanos) / 1_000_000,
                silenceNanos / 1_000_000,
                sinceMs(beganNanos, healedNanos),
                sinceMs(beganNanos, servingNanos),
                sinceMs(healedNanos.orElse(0), sinceHealed.allNanos),
                followed,
                sinceMs(healedNanos.orElse(0), consistentNanos),
                operations,
                answered,
                unknown,
                notApplied);
    }

    private static OptionalLong sinceMs(long fromNanos, OptionalLong atNanos) {
        return atNanos.isEmpty() ? atNanos : OptionalLong.of((atNanos.getAsLong() - fromNanos) / 1_000_000);
    }
}
