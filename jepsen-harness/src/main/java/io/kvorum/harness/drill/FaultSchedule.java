package io.kvorum.harness.drill;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Draws what is done to the nodes, one fault after the other, from a seed: the same options and seed, the same schedule. Kinds,
 * lengths of pauses and nodes come from shuffled decks, so that a short schedule has some of everything.
 */
public final class FaultSchedule {
    private static final int LONGEST = 100_000;

    /** How long a node stands still. */
    private enum Pause {
        /** Shorter than all timeouts: nobody should notice more than the delay. */
        SHORT,
        /** Longer than what it takes to hold a peer for dead, shorter than the deadline of an operation. */
        MEDIUM,
        /** Longer than every timeout, that of operations included. */
        LONG
    }

    private final DrillOptions options;
    private final Random random;
    private final Deck<FaultKind> kinds;
    private final Deck<Pause> pauses;
    private final Deck<Integer> nodes;

    private FaultSchedule(DrillOptions options) {
        this.options = options;
        this.random = new Random(options.seed());
        this.kinds = new Deck<>(options.faults());
        this.pauses = new Deck<>(List.of(Pause.values()));
        this.nodes =
                new Deck<>(IntStream.rangeClosed(1, options.nodes()).boxed().toList());
    }

    /** As many as there is time for, if a killed node serves as soon as it is started. */
    public static List<PlannedFault> draw(DrillOptions options) {
        FaultSchedule schedule = new FaultSchedule(options);
        List<PlannedFault> faults = new ArrayList<>();
        if (options.faults().isEmpty()) {
            return faults;
        }
        int most = options.mostFaults() == 0 ? LONGEST : options.mostFaults();
        Duration left = options.time().minus(DrillOptions.QUIET);
        while (faults.size() < most) {
            PlannedFault next = schedule.next();
            left = left.minus(next.calm()).minus(next.hold());
            if (left.isNegative()) {
                break;
            }
            faults.add(next);
        }
        return faults;
    }

    private PlannedFault next() {
        Duration calm = between(800, 4_000);
        FaultKind kind = kinds.draw();
        int most = options.mostAway();
        int count = most == 1 ? 1 : 1 + random.nextInt(most);
        List<Integer> victims = new ArrayList<>();
        while (victims.size() < count) {
            int node = nodes.draw();
            if (!victims.contains(node)) {
                victims.add(node);
            }
        }
        Collections.sort(victims);
        return new PlannedFault(calm, kind, victims, kind == FaultKind.KILL ? between(200, 8_000) : pause());
    }

    private Duration pause() {
        int deadlineMs = (int) Math.min(options.deadline().toMillis(), 60_000);
        return switch (pauses.draw()) {
            case SHORT -> between(50, 600);
            case MEDIUM -> between(1_000, 4_000);
            case LONG -> between(deadlineMs + 1_000, deadlineMs + 6_000);
        };
    }

    private Duration between(int leastMs, int mostMs) {
        return Duration.ofMillis(random.nextInt(leastMs, mostMs + 1));
    }

    /** Gives each of its cards once before any again. */
    private final class Deck<T> {
        private final List<T> cards;
        private final Deque<T> left = new ArrayDeque<>();

        Deck(List<T> cards) {
            this.cards = cards;
        }

        T draw() {
            if (left.isEmpty()) {
                List<T> shuffled = new ArrayList<>(cards);
                Collections.shuffle(shuffled, random);
                left.addAll(shuffled);
            }
            return left.removeFirst();
        }
    }
}
