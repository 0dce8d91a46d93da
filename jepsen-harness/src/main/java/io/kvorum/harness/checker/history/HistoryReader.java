package io.kvorum.harness.checker.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON lines: whole operations, or pairs of events, also mixed. An operation is handed on as soon as it is complete;
 * what was invoked and never answered comes last, with an unknown outcome. Throws {@link MalformedHistory}.
 */
public final class HistoryReader {
    private static final Set<String> ASKED = Set.of("op", "key", "expected", "ifVersion", "delta", "after");

    private final Consumer<Operation> sink;
    /** What each process is doing. */
    private final Map<Long, Started> open = new TreeMap<>();

    private record Started(ObjectNode invocation, long line) {}

    private HistoryReader(Consumer<Operation> sink) {
        this.sink = sink;
    }

    public static List<Operation> read(Path file) throws IOException {
        List<Operation> all = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            read(in, all::add);
        }
        return all;
    }

    /** @param sink is given each operation in the order of completion in the file */
    public static void read(InputStream in, Consumer<Operation> sink) throws IOException {
        HistoryReader reader = new HistoryReader(sink);
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        long number = 0;
        for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                reader.line(line, number);
            }
        }
        reader.end();
    }

    private void line(String line, long number) {
        JsonNode node;
        try {
            node = LineFormat.MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new MalformedHistory(number, "not JSON: " + e.getOriginalMessage());
        }
        if (node instanceof ObjectNode object && object.has("event")) {
            event(object, number);
        } else {
            sink.accept(LineFormat.read(node, number));
        }
    }

    private void event(ObjectNode node, long number) {
        Fields fields = new Fields(node, number);
        long process = fields.notNegative("process");
        long time = fields.number("time");
        String event = fields.text("event");
        if (event.equals("invoke")) {
            @Nullable Started before = open.get(process);
            if (before != null) {
                throw fields.wrong("process " + process + " invokes while what it invoked in line " + before.line()
                        + " is not completed");
            }
            ObjectNode invocation = node.deepCopy();
            invocation.put("start", time);
            open.put(process, new Started(invocation, number));
            return;
        }
        @Nullable Started started = open.remove(process);
        if (started == null) {
            throw fields.wrong("process " + process + " completes what it did not invoke");
        }
        ObjectNode whole = started.invocation();
        String outcome = outcome(event, fields);
        node.properties().forEach(field -> {
            if (mustAgree(whole, field.getKey())
                    && whole.has(field.getKey())
                    && !whole.get(field.getKey()).equals(field.getValue())) {
                throw fields.wrong("'" + field.getKey() + "' is another one than in line " + started.line());
            }
            whole.set(field.getKey(), field.getValue());
        });
        whole.put("outcome", outcome);
        whole.put("end", time);
        emit(whole, number);
    }

    /** A read's value is known only at its end; a write's must stay. */
    private static boolean mustAgree(ObjectNode invocation, String name) {
        return ASKED.contains(name)
                || (name.equals("value") && !invocation.path("op").asText().equals(Action.GET.text()));
    }

    private static String outcome(String event, Fields fields) {
        return switch (event) {
            case "ok" -> Outcome.APPLIED.text();
            case "info" -> Outcome.UNKNOWN.text();
            case "fail" -> fields.textOr("outcome", Outcome.NOT_APPLIED.text());
            default -> throw fields.wrong("unknown event '" + event + "'; there are invoke, ok, fail and info");
        };
    }

    private void emit(ObjectNode whole, long number) {
        whole.remove(List.of("event", "time"));
        sink.accept(LineFormat.read(whole, number));
    }

    private void end() {
        open.values().forEach(started -> {
            started.invocation().put("outcome", Outcome.UNKNOWN.text());
            emit(started.invocation(), started.line());
        });
    }
}
