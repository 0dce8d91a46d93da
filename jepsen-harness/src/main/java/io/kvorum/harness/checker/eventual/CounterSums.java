package io.kvorum.harness.checker.eventual;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.MalformedHistory;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Judges the operations of one counter at quorum. A read shows all increments that were acknowledged before it began, each once, and of those under
 * way or of unknown outcome any; nothing else. Where all increments are positive a read does not fall behind one that ended before it began. In
 * time that grows little faster than the number of operations.
 *
 * <p>With increments up and down, what a read may show is a range: a number in it that no choice of open increments makes is not noticed.
 */
final class CounterSums {
    private static final int MOST_VIOLATIONS = 20;

    private final List<Operation> increments;
    private final List<Operation> reads;
    private final boolean grows;
    private final List<EventualViolation> found = new ArrayList<>();

    private CounterSums(List<Operation> increments, List<Operation> reads) {
        this.increments = increments;
        this.reads = reads;
        this.grows =
                increments.stream().allMatch(increment -> increment.request().delta() > 0);
    }

    /** Are these the operations of a counter? */
    static boolean areMeant(List<Operation> ofOneKey) {
        return ofOneKey.stream()
                .anyMatch(operation ->
                        operation.action() == Action.INCREMENT || operation.answer() instanceof Answer.Total);
    }

    static List<EventualViolation> check(List<Operation> ofOneKey) {
        ofOneKey.forEach(CounterSums::refuseMisfit);
        CounterSums check = new CounterSums(
                ofOneKey.stream()
                        .filter(operation -> operation.action() == Action.INCREMENT)
                        .filter(operation -> operation.outcome() != Outcome.NOT_APPLIED)
                        .toList(),
                ofOneKey.stream()
                        .filter(operation -> operation.answer() instanceof Answer.Total)
                        .sorted(Comparator.comparingLong(Operation::startNanos))
                        .toList());
        check.ranges();
        if (check.grows) {
            check.order();
        }
        return List.copyOf(check.found);
    }

    private static void refuseMisfit(Operation operation) {
        Action action = operation.action();
        if (action != Action.GET && action != Action.INCREMENT) {
            throw new MalformedHistory(
                    operation.origin().line(), "'" + action + "' is not an operation of an eventual counter");
        }
        boolean answered = action == Action.GET && operation.outcome() == Outcome.APPLIED;
        if (answered && !(operation.answer() instanceof Answer.Total)) {
            throw new MalformedHistory(operation.origin().line(), "a get of a counter shows a 'number'");
        }
    }

    private static long total(Operation read) {
        return ((Answer.Total) read.answer()).value();
    }

    /** What is certain at the start of a read, and what may have been added by its end. */
    private void ranges() {
        List<Operation> byEnd = increments.stream()
                .filter(increment -> !increment.isOpen())
                .sorted(Comparator.comparingLong(Operation::endNanos))
                .toList();
        List<Operation> byStart = increments.stream()
                .sorted(Comparator.comparingLong(Operation::startNanos))
                .toList();
        List<Operation> byReadEnd = reads.stream()
                .sorted(Comparator.comparingLong(Operation::endNanos))
                .toList();
        IdentityHashMap<Operation, long[]> begun = new IdentityHashMap<>();
        long up = 0;
        long down = 0;
        int next = 0;
        for (Operation read : byReadEnd) {
            while (next < byStart.size() && byStart.get(next).startNanos() <= read.endNanos()) {
                long delta = byStart.get(next++).request().delta();
                up += Math.max(0, delta);
                down += Math.min(0, delta);
            }
            begun.put(read, new long[] {up, down});
        }
        long certainUp = 0;
        long certainDown = 0;
        next = 0;
        for (Operation read : reads) {
            while (next < byEnd.size() && byEnd.get(next).endNanos() < read.startNanos()) {
                long delta = byEnd.get(next++).request().delta();
                certainUp += Math.max(0, delta);
                certainDown += Math.min(0, delta);
            }
            long[] all = begun.getOrDefault(read, new long[2]);
            judge(read, certainUp + all[1], all[0] + certainDown);
        }
    }

    private void judge(Operation read, long least, long most) {
        String range = least == most ? "" + least : least + " to " + most;
        if (total(read) < least) {
            add(
                    EventualViolation.Kind.LOST,
                    read,
                    "a read by process " + read.process() + " shows " + total(read)
                            + ", and increments that had been acknowledged make it " + range,
                    Optional.empty());
        } else if (total(read) > most) {
            add(
                    EventualViolation.Kind.INVENTED,
                    read,
                    "a read by process " + read.process() + " shows " + total(read)
                            + ", and all increments that had begun make it " + range
                            + ": one counts twice, or nobody made it",
                    Optional.empty());
        }
    }

    /** Of reads that ended before this one began the highest. */
    private void order() {
        PriorityQueue<Operation> running = new PriorityQueue<>(Comparator.comparingLong(Operation::endNanos));
        Optional<Operation> highest = Optional.empty();
        for (Operation read : reads) {
            while (!running.isEmpty() && running.peek().endNanos() < read.startNanos()) {
                Operation ended = running.remove();
                if (highest.isEmpty() || total(ended) > total(highest.get())) {
                    highest = Optional.of(ended);
                }
            }
            if (highest.isPresent() && total(read) < total(highest.get())) {
                add(
                        EventualViolation.Kind.LOST,
                        read,
                        "a read by process " + read.process() + " shows " + total(read)
                                + ", and an earlier one had shown " + total(highest.get()),
                        highest);
            }
            running.add(read);
        }
    }

    private void add(EventualViolation.Kind kind, Operation read, String text, Optional<Operation> other) {
        if (found.size() < MOST_VIOLATIONS) {
            List<Operation> evidence = new ArrayList<>();
            other.ifPresent(evidence::add);
            evidence.add(read);
            found.add(new EventualViolation(
                    kind, read.key(), Long.toString(total(read)), read, text, List.copyOf(evidence)));
        }
    }
}
