package io.kvorum.crdt.type;

import io.kvorum.crdt.clock.Actor;
import io.kvorum.crdt.clock.Dot;
import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.WriteId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Three replicas of one counter under a seed: increments, retries of them at other replicas, resets with fresh and old reads,
 * writes of other keys that take dots in between, deltas and states that are lost, doubled and late, and replicas that fold
 * when the rule allows it.
 */
final class CounterSchedule {
    /** @param removes for a reset, all that its caller had seen */
    record Operation(Dot dot, WriteId writeId, long amount, Set<Dot> removes) {}

    /** @param seen what is truly behind it, besides its own dot */
    record Delta(Dot dot, Causal<PnCounter> value, Set<Dot> seen) {}

    record Read(Causal<PnCounter> value, Set<Dot> seen) {}

    static final class Replica {
        final Actor actor;
        DotSet clock = DotSet.EMPTY;
        Causal<PnCounter> stripped = new Causal<>(PnCounter.EMPTY, DotSet.EMPTY);
        final Set<Dot> known = new TreeSet<>();

        Replica(Actor actor) {
            this.actor = actor;
        }

        Causal<PnCounter> filled() {
            return stripped.fill(clock);
        }

        Read read() {
            return new Read(filled(), new TreeSet<>(known));
        }

        void receive(Delta delta) {
            Causal<PnCounter> joined = filled().join(delta.value());
            clock = clock.with(delta.dot());
            stripped = joined.strip(clock);
            known.add(delta.dot());
            known.addAll(delta.seen());
        }

        void receive(Read other) {
            Causal<PnCounter> joined = filled().join(other.value());
            clock = clock.join(other.value().store().dots());
            stripped = joined.strip(clock);
            known.addAll(other.seen());
        }
    }

    final SplittableRandom random;
    final List<Replica> replicas = new ArrayList<>();
    final List<Read> reads = new ArrayList<>();
    int folds;

    private final TreeMap<Dot, Operation> history = new TreeMap<>();
    private final List<Delta> deltas = new ArrayList<>();
    private final Set<WriteId> outOfWindow = new TreeSet<>();
    private int writes;

    CounterSchedule(long seed) {
        this.random = new SplittableRandom(seed);
        for (int i = 0; i < 3; i++) {
            replicas.add(new Replica(Actor.of(i, 1)));
        }
    }

    /** The specification: each id of which an increment is in force counts once. */
    long value(Set<Dot> known) {
        TreeMap<WriteId, Long> amounts = new TreeMap<>();
        inForce(known).forEach(increment -> amounts.put(increment.writeId(), increment.amount()));
        return amounts.values().stream().mapToLong(Long::longValue).sum();
    }

    private List<Operation> inForce(Set<Dot> known) {
        TreeSet<Dot> removed = new TreeSet<>();
        List<Operation> operations =
                known.stream().filter(history::containsKey).map(history::get).toList();
        operations.forEach(operation -> removed.addAll(operation.removes()));
        return operations.stream()
                .filter(operation -> operation.amount() != 0 && !removed.contains(operation.dot()))
                .toList();
    }

    void step() {
        Replica replica = pick(replicas);
        int dice = random.nextInt(100);
        if (dice < 20) {
            increment(replica, new WriteId(1, ++writes, 0), 1 + random.nextInt(9) - 2 * random.nextInt(9));
        } else if (dice < 28 && !history.isEmpty()) {
            retry(replica, pick(List.copyOf(history.values())));
        } else if (dice < 34) {
            reset(replica, reads.isEmpty() || random.nextInt(3) > 0 ? replica.read() : pick(reads));
        } else if (dice < 40) {
            otherKey(replica);
        } else if (dice < 62 && !deltas.isEmpty()) {
            replica.receive(pick(deltas));
        } else if (dice < 70) {
            reads.add(replica.read());
        } else if (dice < 76 && !reads.isEmpty()) {
            replica.receive(pick(reads));
        } else if (dice < 88) {
            exchange(replica, pick(replicas));
        } else {
            fold(replica);
        }
    }

    void heal() {
        for (int round = 0; round < 2; round++) {
            replicas.forEach(replica -> replicas.forEach(other -> exchange(replica, other)));
        }
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static Dot mint(Replica replica) {
        return new Dot(replica.actor, replica.clock.highest(replica.actor) + 1);
    }

    private static void exchange(Replica replica, Replica other) {
        replica.receive(other.read());
        replica.clock = replica.clock.join(other.clock);
        replica.stripped = replica.stripped.strip(replica.clock);
    }

    private void accept(Replica replica, Operation operation, Causal<PnCounter> value) {
        history.put(operation.dot(), operation);
        Delta delta = new Delta(operation.dot(), value, operation.removes());
        deltas.add(delta);
        replica.receive(delta);
    }

    private void increment(Replica replica, WriteId writeId, long amount) {
        Dot dot = mint(replica);
        if (amount != 0) {
            accept(
                    replica,
                    new Operation(dot, writeId, amount, new TreeSet<>()),
                    PnCounter.increment(writeId, amount, dot));
        }
    }

    /** A replica that knows the id mints nothing; nor does anybody once the id's window is over. */
    private void retry(Replica replica, Operation request) {
        boolean known = history.values().stream()
                .anyMatch(operation ->
                        operation.writeId().equals(request.writeId()) && replica.known.contains(operation.dot()));
        if (!known && !outOfWindow.contains(request.writeId())) {
            increment(replica, request.writeId(), request.amount());
        }
    }

    private void reset(Replica replica, Read read) {
        DotSet seen = read.value().context();
        if (replicas.stream().anyMatch(other -> other.stripped.store().splits(seen))) {
            return;
        }
        Dot dot = mint(replica);
        WriteId writeId = new WriteId(1, ++writes, 0);
        accept(replica, new Operation(dot, writeId, 0, read.seen()), PnCounter.reset(dot, seen));
    }

    private void otherKey(Replica replica) {
        Delta delta = new Delta(mint(replica), new Causal<>(PnCounter.EMPTY, DotSet.EMPTY), new TreeSet<>());
        deltas.add(delta);
        replica.receive(delta);
    }

    /** The clock covers a clock of every replica; those cover what is folded; its ids are not retried any more. */
    private void fold(Replica replica) {
        if (replicas.stream().allMatch(other -> replica.clock.containsAll(other.clock))) {
            DotSet stable = stable();
            for (Operation operation : history.values()) {
                if (stable.contains(operation.dot())) {
                    outOfWindow.add(operation.writeId());
                }
            }
            fold(replica, stable);
        }
    }

    void fold(Replica replica, DotSet stable) {
        Causal<PnCounter> folded = PnCounter.fold(replica.filled(), stable);
        folds += folded.store().equals(replica.stripped.store()) ? 0 : 1;
        replica.stripped = folded.strip(replica.clock);
    }

    /** What the bases of all clocks have in common. */
    DotSet stable() {
        DotSet stable = DotSet.EMPTY;
        for (Replica replica : replicas) {
            long base = replicas.stream()
                    .mapToLong(other -> other.clock.base(replica.actor))
                    .min()
                    .orElseThrow();
            stable = stable.join(DotSet.upTo(replica.actor, base));
        }
        return stable;
    }
}
