package io.kvorum.harness.checker.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Translates a history into the events that other checkers read. Each process does one thing at a time there, and none any more
 * once an outcome is unknown: where ours goes on, a fresh one takes over.
 *
 * <p>What cannot be said in the form is refused with the line, never left out, unless it had no effect.
 */
public final class EdnExport {
    private final EdnForm form;
    private final EdnWords words;
    private final List<Event> events = new ArrayList<>();

    /** A start, or an end with its type. */
    private record Event(Operation operation, long process, long nanos, boolean start) {}

    private EdnExport(List<Operation> history, EdnForm form) {
        this.form = form;
        this.words = new EdnWords(history, form);
    }

    /** The lines, without their ends. */
    public static List<String> lines(List<Operation> history, EdnForm form) {
        EdnExport export = new EdnExport(history, form);
        export.plan(history);
        return export.print();
    }

    private void plan(List<Operation> history) {
        List<Operation> sorted = history.stream()
                .filter(this::isSaid)
                .sorted(Comparator.comparingLong(Operation::startNanos))
                .toList();
        long fresh = history.stream().mapToLong(Operation::process).max().orElse(0) + 1;
        Map<Long, Long> now = new HashMap<>();
        Map<Long, Long> freeAt = new TreeMap<>();
        for (Operation operation : sorted) {
            long process = now.getOrDefault(operation.process(), operation.process());
            if (freeAt.getOrDefault(process, Long.MIN_VALUE) >= operation.startNanos()) {
                process = fresh++;
                now.put(operation.process(), process);
            }
            freeAt.put(process, operation.effectiveEndNanos());
            events.add(new Event(operation, process, operation.startNanos(), true));
            if (form != EdnForm.PORCUPINE || !operation.isOpen()) {
                events.add(new Event(operation, process, operation.endNanos(), false));
            }
        }
        // What ends when another one starts is concurrent with it: starts come first.
        events.sort(Comparator.comparingLong(Event::nanos).thenComparing(event -> !event.start()));
    }

    /** Porcupine's form has no failed operations, and takes a get without an answer for one that saw nothing. */
    private boolean isSaid(Operation operation) {
        boolean unanswered = operation.isOpen() && !operation.action().isWrite();
        return form != EdnForm.PORCUPINE
                || !(unanswered
                        || operation.outcome() == Outcome.NOT_APPLIED
                        || operation.outcome() == Outcome.CONFLICT);
    }

    private List<String> print() {
        long last = events.stream()
                .mapToLong(Event::nanos)
                .filter(nanos -> nanos != Operation.NEVER)
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        for (Event event : events) {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put(":process", Long.toString(event.process()));
            fields.put(
                    ":type", event.start() ? ":invoke" : type(event.operation().outcome()));
            words.put(fields, event.operation(), event.start());
            if (form != EdnForm.PORCUPINE) {
                fields.put(":time", Long.toString(Math.min(event.nanos(), last)));
                fields.put(":index", Integer.toString(lines.size()));
            }
            List<String> parts = new ArrayList<>();
            fields.forEach((name, value) -> parts.add(name + " " + value));
            lines.add("{" + String.join(", ", parts) + "}");
        }
        return lines;
    }

    private static String type(Outcome outcome) {
        return switch (outcome) {
            case APPLIED -> ":ok";
            case CONFLICT, NOT_APPLIED -> ":fail";
            case UNKNOWN -> ":info";
        };
    }

    /** A string as EDN writes it. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            @Nullable
            String escape = switch (c) {
                case '"' -> "\\\"";
                case '\\' -> "\\\\";
                case '\n' -> "\\n";
                case '\r' -> "\\r";
                case '\t' -> "\\t";
                default -> null;
            };
            if (escape != null) {
                out.append(escape);
            } else if (c < ' ') {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
