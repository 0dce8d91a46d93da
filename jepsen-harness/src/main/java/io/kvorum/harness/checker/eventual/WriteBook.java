package io.kvorum.harness.checker.eventual;

import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one key, and from when on everybody must know them.
 *
 * <p>A write is known once it is acknowledged, or once an answered read has shown it: quorums meet, and a read hands on what it
 * found before it answers. What it replaced is known to be gone from then on, and so is what that had replaced.
 */
final class WriteBook {
    /** One write or delete that may have taken effect. */
    static final class Entry {
        final Operation operation;
        /** From when on each read that begins knows it; and who says so: itself, or a read. */
        long knownNanos = Operation.NEVER;

        @Nullable
        Operation knownBy;
        /** When the first write began that may have replaced it. */
        long mayBeGoneNanos = Operation.NEVER;
        /** From when on each read that begins knows that it was replaced; and by which write. */
        long goneNanos = Operation.NEVER;

        @Nullable
        Operation goneBy;

        Entry(Operation operation) {
            this.operation = operation;
            if (operation.outcome() == Outcome.APPLIED) {
                knownNanos = operation.endNanos();
                knownBy = operation;
            }
        }

        boolean isDelete() {
            return operation.action() == Action.DELETE;
        }

        private void seen(Operation read) {
            if (read.endNanos() < knownNanos) {
                knownNanos = read.endNanos();
                knownBy = read;
            }
        }

        private void replacedBy(Entry newer) {
            mayBeGoneNanos = Math.min(mayBeGoneNanos, newer.operation.startNanos());
            long since = Math.min(newer.knownNanos, newer.goneNanos);
            if (since < goneNanos) {
                goneNanos = since;
                goneBy = newer.operation;
            }
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Entry> byValue = new HashMap<>();
    private final Map<String, Operation> withoutEffect = new HashMap<>();

    /** @param operations of one key */
    WriteBook(List<Operation> operations) {
        for (Operation operation : operations) {
            boolean write = operation.action() == Action.PUT || operation.action() == Action.DELETE;
            if (write && operation.outcome() == Outcome.NOT_APPLIED) {
                operation.request().value().ifPresent(value -> withoutEffect.put(value, operation));
            } else if (write) {
                Entry entry = new Entry(operation);
                entries.add(entry);
                operation.request().value().ifPresent(value -> byValue.put(value, entry));
            }
        }
        for (Operation operation : operations) {
            values(operation).stream()
                    .map(byValue::get)
                    .filter(entry -> entry != null)
                    .forEach(entry -> entry.seen(operation));
        }
        // The newest first: what replaced a write began after it, so it is complete when it is asked.
        entries.sort(Comparator.comparingLong((Entry entry) -> entry.operation.startNanos())
                .reversed());
        for (Entry newer : entries) {
            for (String value : newer.operation.request().after()) {
                @Nullable Entry older = byValue.get(value);
                if (older != null && older != newer) {
                    older.replacedBy(newer);
                }
            }
        }
    }

    /** What an answered read shows; nothing of anything else. */
    static List<String> values(Operation read) {
        if (read.action() != Action.GET || read.outcome() != Outcome.APPLIED) {
            return List.of();
        }
        return switch (read.answer()) {
            case Answer.Siblings siblings -> siblings.values();
            case Answer.Present present -> present.value().stream().toList();
            default -> List.of();
        };
    }

    /** Those that put a value and are known at some time, by that time. */
    List<Entry> known() {
        return entries.stream()
                .filter(entry -> !entry.isDelete() && entry.knownNanos != Operation.NEVER)
                .sorted(Comparator.comparingLong(entry -> entry.knownNanos))
                .toList();
    }

    /** The write of a value; null if none can have taken effect. */
    @Nullable
    Entry writerOf(String value) {
        return byValue.get(value);
    }

    /** The write of the value that was said not to be applied. */
    @Nullable
    Operation withoutEffect(String value) {
        return withoutEffect.get(value);
    }
}
