package io.kvorum.harness.checker.eventual;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.MalformedHistory;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judges the operations of one key, a register or a counter. In time and memory that grow with the number of operations, and not faster. */
public final class EventualCheck {
    private static final int MOST_VIOLATIONS = 20;

    private final String key;
    private final WriteBook book;
    private final List<EventualViolation> found = new ArrayList<>();

    private EventualCheck(String key, WriteBook book) {
        this.key = key;
        this.book = book;
    }

    /**
     * @return what is broken, at most {@value #MOST_VIOLATIONS}
     * @throws MalformedHistory if an operation does not fit
     */
    public static List<EventualViolation> check(List<Operation> ofOneKey) {
        if (CounterSums.areMeant(ofOneKey)) {
            return CounterSums.check(ofOneKey);
        }
        ofOneKey.forEach(EventualCheck::refuseMisfit);
        if (ofOneKey.isEmpty()) {
            return List.of();
        }
        EventualCheck check = new EventualCheck(ofOneKey.get(0).key(), new WriteBook(ofOneKey));
        check.run(ofOneKey.stream()
                .filter(EventualCheck::isAnsweredRead)
                .sorted(Comparator.comparingLong(Operation::startNanos))
                .toList());
        return List.copyOf(check.found);
    }

    private static void refuseMisfit(Operation operation) {
        long line = operation.origin().line();
        Action action = operation.action();
        if (action != Action.GET && action != Action.PUT && action != Action.DELETE) {
            throw new MalformedHistory(line, "'" + action + "' is not an operation of an eventual key");
        }
        boolean shows = operation.answer() instanceof Answer.Siblings || operation.answer() instanceof Answer.Present;
        if (isAnsweredRead(operation) && !shows) {
            throw new MalformedHistory(line, "a get of an eventual key shows 'values', or one 'value'");
        }
    }

    private static boolean isAnsweredRead(Operation operation) {
        return operation.action() == Action.GET && operation.outcome() == Outcome.APPLIED;
    }

    /** @param reads by start */
    private void run(List<Operation> reads) {
        List<WriteBook.Entry> known = book.known();
        int next = 0;
        // What a read must show: few at any time, for what may have been replaced before a read began leaves it for
        // good.
        Set<WriteBook.Entry> live = new LinkedHashSet<>();
        for (Operation read : reads) {
            while (next < known.size() && known.get(next).knownNanos < read.startNanos()) {
                live.add(known.get(next++));
            }
            live.removeIf(entry -> entry.mayBeGoneNanos <= read.startNanos());
            List<String> shown = WriteBook.values(read);
            live.stream()
                    .filter(entry -> entry.mayBeGoneNanos > read.endNanos())
                    .filter(entry -> !shown.contains(entry.operation.request().given()))
                    .forEach(entry -> lost(entry, read));
            shown.forEach(value -> shown(value, read));
        }
    }

    private void lost(WriteBook.Entry entry, Operation read) {
        boolean acknowledged = entry.knownBy == entry.operation;
        add(
                EventualViolation.Kind.LOST,
                entry.operation.request().given(),
                read,
                "a read by process " + read.process() + " does not show "
                        + entry.operation.request().given() + ", which "
                        + (acknowledged ? "had been acknowledged" : "an earlier read had shown")
                        + " and nothing had replaced",
                entry.operation,
                entry.knownBy);
    }

    private void shown(String value, Operation read) {
        WriteBook.@Nullable Entry entry = book.writerOf(value);
        if (entry == null) {
            @Nullable Operation refused = book.withoutEffect(value);
            add(
                    EventualViolation.Kind.INVENTED,
                    value,
                    read,
                    refused == null
                            ? "nobody wrote " + value
                            : "the write of " + value + " was said not to be applied, and a read shows it",
                    refused,
                    null);
        } else if (entry.operation.startNanos() > read.endNanos()) {
            add(
                    EventualViolation.Kind.INVENTED,
                    value,
                    read,
                    value + " was written only after a read had shown it",
                    entry.operation,
                    null);
        } else if (entry.goneNanos < read.startNanos()) {
            add(
                    EventualViolation.Kind.CAME_BACK,
                    value,
                    read,
                    "a read by process " + read.process() + " shows " + value + ", which a "
                            + (isDelete(entry.goneBy) ? "delete" : "write") + " had replaced",
                    entry.operation,
                    entry.goneBy);
        }
    }

    private static boolean isDelete(@Nullable Operation operation) {
        return operation != null && operation.action() == Action.DELETE;
    }

    private void add(
            EventualViolation.Kind kind,
            String value,
            Operation read,
            String text,
            @Nullable Operation write,
            @Nullable Operation other) {
        if (found.size() < MOST_VIOLATIONS) {
            List<Operation> evidence = Stream.of(write, other, read)
                    .<Operation>mapMulti((operation, sink) -> {
                        if (operation != null) {
                            sink.accept(operation);
                        }
                    })
                    .distinct()
                    .sorted(Comparator.comparingLong(Operation::startNanos))
                    .toList();
            found.add(new EventualViolation(kind, key, value, read, text, evidence));
        }
    }
}
