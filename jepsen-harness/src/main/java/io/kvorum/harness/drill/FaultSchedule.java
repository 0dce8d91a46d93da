package io.kvorum.harness.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Draws what is done to the nodes, one fault after the other, from a seed: the same options and seed, the same schedule. Kinds,
 * lengths of pauses and nodes come from shuffled decks, so that a short schedule has some of everything.
 */
public final class FaultSchedule {
    private static final int LONGEST = 100_000;

    /** How long a node stands still, or is cut off. */
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
    private final Deck<FaultDetail.Hearing> hearing;
    /** Each kind of broken link has decks of its own, so that each gets some of everything. */
    private final Map<FaultKind, Deck<Pause>> outages = new EnumMap<>(FaultKind.class);

    private FaultSchedule(DrillOptions options) {
        this.options = options;
        this.random = new Random(options.seed());
        this.kinds = new Deck<>(options.faults(), random);
        this.pauses = new Deck<>(List.of(Pause.values()), random);
        this.nodes = new Deck<>(all(), random);
        this.hearing = new Deck<>(List.of(FaultDetail.Hearing.HEARS, FaultDetail.Hearing.IS_HEARD), random);
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
            left = left.minus(next.calm()).minus(next.length());
            if (left.isNegative()) {
                break;
            }
            faults.add(next);
        }
        return faults;
    }

    private List<Integer> all() {
        return IntStream.rangeClosed(1, options.nodes()).boxed().toList();
    }

    private PlannedFault next() {
        Duration calm = between(800, 4_000);
        FaultKind kind = kinds.draw();
        return switch (kind) {
            case KILL -> new PlannedFault(calm, kind, victims(anyCount()), between(200, 8_000));
            case PAUSE -> new PlannedFault(calm, kind, victims(anyCount()), length(pauses));
            case KILL_MAJORITY -> new PlannedFault(calm, kind, victims(options.nodes() / 2 + 1), between(200, 4_000));
            case KILL_ALL -> new PlannedFault(calm, kind, all(), between(200, 4_000));
            case KILL_AT_START -> killAtStart(calm);
            case PARTITION, ONE_WAY, FLAP, SLOW_LINK -> ofLinks(calm, kind);
        };
    }

    private int anyCount() {
        int most = options.mostAway();
        return most == 1 ? 1 : 1 + random.nextInt(most);
    }

    private List<Integer> victims(int count) {
        List<Integer> victims = new ArrayList<>();
        while (victims.size() < count) {
            int node = nodes.draw();
            if (!victims.contains(node)) {
                victims.add(node);
            }
        }
        Collections.sort(victims);
        return victims;
    }

    /** A node needs a second or two to start: the moments reach from the first instruction to the first requests. */
    private PlannedFault killAtStart(Duration calm) {
        List<Integer> victims = victims(1);
        Duration hold = between(200, 3_000);
        List<Duration> after = new ArrayList<>();
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            after.add(between(100, 3_000));
        }
        return new PlannedFault(
                calm, FaultKind.KILL_AT_START, victims, List.of(), hold, new FaultDetail.KilledAgain(after));
    }

    private PlannedFault ofLinks(Duration calm, FaultKind kind) {
        int minority = (options.nodes() - 1) / 2;
        List<Integer> victims = victims(kind == FaultKind.PARTITION && minority > 1 ? 1 + random.nextInt(minority) : 1);
        List<Integer> others =
                all().stream().filter(node -> !victims.contains(node)).toList();
        return switch (kind) {
            case PARTITION, ONE_WAY -> {
                Duration hold =
                        length(outages.computeIfAbsent(kind, unused -> new Deck<>(List.of(Pause.values()), random)));
                FaultDetail.Hearing heard = kind == FaultKind.PARTITION ? FaultDetail.Hearing.NEITHER : hearing.draw();
                // A reset always ends both directions.
                boolean rejects = random.nextBoolean() && kind == FaultKind.PARTITION;
                yield new PlannedFault(calm, kind, victims, others, hold, new FaultDetail.Broken(heard, rejects));
            }
            case FLAP ->
                new PlannedFault(
                        calm,
                        kind,
                        victims,
                        someOf(others),
                        between(3_000, 10_000),
                        new FaultDetail.Flapping(between(50, 1_500), between(50, 1_500), random.nextBoolean()));
            default -> {
                Duration delay = between(10, 250);
                yield new PlannedFault(
                        calm,
                        kind,
                        victims,
                        someOf(others),
                        between(3_000, 10_000),
                        new FaultDetail.Slow(delay, between(0, (int) delay.toMillis())));
            }
        };
    }

    /** All of them, or one. */
    private List<Integer> someOf(List<Integer> others) {
        return random.nextBoolean() ? others : List.of(others.get(random.nextInt(others.size())));
    }

    private Duration length(Deck<Pause> lengths) {
        int deadlineMs = (int) Math.min(options.deadline().toMillis(), 60_000);
        return switch (lengths.draw()) {
            case SHORT -> between(50, 600);
            case MEDIUM -> between(1_000, 4_000);
            case LONG -> between(deadlineMs + 1_000, deadlineMs + 6_000);
        };
    }

    private Duration between(int leastMs, int mostMs) {
        return Duration.ofMillis(random.nextInt(leastMs, mostMs + 1));
    }
}
