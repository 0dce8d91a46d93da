package io.kvorum.harness.checker.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/** One operation as one JSON object, both ways. The schema is in {@code docs/histories.md}. */
final class LineFormat {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private LineFormat() {}

    static Operation read(JsonNode node, long line) {
        Fields fields = new Fields(node, line);
        Action action = action(fields);
        String outcomeText = fields.text("outcome");
        Outcome outcome = Outcome.of(outcomeText)
                .orElseThrow(() -> fields.wrong(
                        "unknown outcome '" + outcomeText + "'; there are applied, conflict, not-applied and unknown"));
        if (outcome == Outcome.CONFLICT && !action.isConditional()) {
            throw fields.wrong("'" + action + "' has no condition that could fail: its outcome is not conflict");
        }
        long start = fields.number("start");
        long end = fields.has("end") || outcome != Outcome.UNKNOWN ? fields.number("end") : Operation.NEVER;
        if (end < start) {
            throw fields.wrong("'end' is before 'start'");
        }
        return new Operation(
                fields.notNegative("process"),
                action,
                fields.text("key"),
                request(fields, action),
                answer(fields, action, outcome),
                outcome,
                start,
                end,
                new Operation.Origin(line, fields.textOr("node", ""), fields.textOr("writeId", "")));
    }

    private static Action action(Fields fields) {
        String text = fields.text("op");
        return Action.of(text).orElseThrow(() -> fields.wrong("unknown op '" + text + "'"));
    }

    private static Request request(Fields fields, Action action) {
        return switch (action) {
            case GET -> Request.NONE;
            case PUT -> Request.valueAfter(Optional.of(fields.text("value")), fields.list("after"));
            case DELETE -> Request.valueAfter(Optional.empty(), fields.list("after"));
            case PUT_IF_ABSENT, ADD, REMOVE, CONTAINS -> Request.value(fields.text("value"));
            case PUT_IF_VERSION -> Request.ifVersion(Optional.of(fields.text("value")), fields.number("ifVersion"));
            case DELETE_IF_VERSION -> Request.ifVersion(Optional.empty(), fields.number("ifVersion"));
            case CAS -> Request.cas(fields.text("expected"), fields.text("value"));
            case INCREMENT -> Request.delta(fields.has("delta") ? fields.number("delta") : 1);
        };
    }

    private static Answer answer(Fields fields, Action action, Outcome outcome) {
        return switch (outcome) {
            case UNKNOWN, NOT_APPLIED -> Answer.NONE;
            case CONFLICT -> fields.has("current") || fields.has("currentVersion") ? current(fields) : Answer.NONE;
            case APPLIED ->
                switch (action) {
                    case GET -> read(fields);
                    case CONTAINS -> new Answer.Found(fields.truth("found"));
                    default -> {
                        OptionalLong version = fields.optionalNumber("version");
                        yield version.isPresent() ? new Answer.Made(version.getAsLong()) : Answer.NONE;
                    }
                };
        };
    }

    private static Answer current(Fields fields) {
        if (!fields.has("current")) {
            throw fields.wrong("'currentVersion' needs 'current' beside it");
        }
        Answer.Present present =
                new Answer.Present(fields.optionalText("current"), fields.optionalNumber("currentVersion"));
        return checked(fields, present);
    }

    private static Answer checked(Fields fields, Answer.Present present) {
        if (present.value().isEmpty() && present.version().isPresent()) {
            throw fields.wrong("an absent key shows no version");
        }
        return present;
    }

    private static Answer read(Fields fields) {
        if (fields.has("number")) {
            return new Answer.Total(fields.number("number"));
        }
        if (fields.has("elements")) {
            return new Answer.Elements(new TreeSet<>(fields.list("elements")));
        }
        if (fields.has("values")) {
            return new Answer.Siblings(fields.list("values"));
        }
        if (!fields.has("value")) {
            throw fields.wrong(
                    "an answered get says what it saw: 'value' (null if absent), 'values', 'number' or 'elements'");
        }
        return checked(fields, new Answer.Present(fields.optionalText("value"), fields.optionalNumber("version")));
    }

    static ObjectNode write(Operation operation) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("process", operation.process());
        node.put("op", operation.action().text());
        node.put("key", operation.key());
        request(node, operation.action(), operation.request());
        node.put("outcome", operation.outcome().text());
        answer(node, operation.action(), operation.answer());
        node.put("start", operation.startNanos());
        if (operation.endNanos() != Operation.NEVER) {
            node.put("end", operation.endNanos());
        }
        origin(node, operation.origin());
        return node;
    }

    /** The event of its start. */
    static ObjectNode invocation(Invocation invocation) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("event", "invoke");
        node.put("process", invocation.process());
        node.put("op", invocation.action().text());
        node.put("key", invocation.key());
        request(node, invocation.action(), invocation.request());
        node.put("time", invocation.startNanos());
        return node;
    }

    /** The event of its end. */
    static ObjectNode completion(Operation operation) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put(
                "event",
                switch (operation.outcome()) {
                    case APPLIED -> "ok";
                    case CONFLICT, NOT_APPLIED -> "fail";
                    case UNKNOWN -> "info";
                });
        node.put("process", operation.process());
        if (operation.outcome() == Outcome.CONFLICT) {
            node.put("outcome", Outcome.CONFLICT.text());
        }
        answer(node, operation.action(), operation.answer());
        node.put("time", operation.endNanos());
        origin(node, operation.origin());
        return node;
    }

    private static void origin(ObjectNode node, Operation.Origin origin) {
        if (!origin.node().isEmpty()) {
            node.put("node", origin.node());
        }
        if (!origin.writeId().isEmpty()) {
            node.put("writeId", origin.writeId());
        }
    }

    private static void request(ObjectNode node, Action action, Request request) {
        request.expected().ifPresent(expected -> node.put("expected", expected));
        request.value().ifPresent(value -> node.put("value", value));
        if (request.ifVersion().isPresent()) {
            node.put("ifVersion", request.ifVersion().getAsLong());
        }
        if (action == Action.INCREMENT) {
            node.put("delta", request.delta());
        }
        if (!request.after().isEmpty()) {
            list(node, "after", request.after());
        }
    }

    private static void answer(ObjectNode node, Action action, Answer answer) {
        switch (answer) {
            case Answer.None none -> {}
            case Answer.Made made -> node.put("version", made.version());
            case Answer.Total number -> node.put("number", number.value());
            case Answer.Found found -> node.put("found", found.present());
            case Answer.Elements elements -> list(node, "elements", elements.elements());
            case Answer.Siblings siblings -> list(node, "values", siblings.values());
            case Answer.Present present -> {
                boolean read = action == Action.GET;
                node.put(read ? "value" : "current", present.value().orElse(null));
                if (present.version().isPresent()) {
                    node.put(
                            read ? "version" : "currentVersion",
                            present.version().getAsLong());
                }
            }
        }
    }

    private static void list(ObjectNode node, String name, Collection<String> values) {
        ArrayNode array = node.putArray(name);
        values.forEach(array::add);
    }
}
