package io.kvorum.harness.checker.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The fields of one line, with errors that name line and field. */
final class Fields {
    private static final Set<String> KNOWN = Set.of(
            "event",
            "process",
            "op",
            "key",
            "start",
            "end",
            "time",
            "outcome",
            "value",
            "expected",
            "ifVersion",
            "delta",
            "after",
            "version",
            "current",
            "currentVersion",
            "values",
            "number",
            "elements",
            "found",
            "node",
            "writeId");

    private final JsonNode node;
    private final long line;

    Fields(JsonNode node, long line) {
        this.node = node;
        this.line = line;
        if (!node.isObject()) {
            throw wrong("not a JSON object");
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name) && !name.startsWith("x-")) {
                throw wrong("unknown field '" + name + "'; one of your own begins with x-");
            }
        });
    }

    MalformedHistory wrong(String what) {
        return new MalformedHistory(line, what);
    }

    long line() {
        return line;
    }

    boolean has(String name) {
        return node.has(name);
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> wrong("no '" + name + "'"));
    }

    /** A string; a number or a truth value counts as its text; null counts as absent. */
    Optional<String> optionalText(String name) {
        JsonNode value = node.path(name);
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(scalar(name, value));
    }

    String textOr(String name, String otherwise) {
        return optionalText(name).orElse(otherwise);
    }

    private String scalar(String name, JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            throw wrong("'" + name + "' is not a string");
        }
        return value.asText();
    }

    long number(String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode()) {
            throw wrong("no '" + name + "'");
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong("'" + name + "' is not a whole number of at most 63 bits");
        }
        return value.asLong();
    }

    long notNegative(String name) {
        long value = number(name);
        if (value < 0) {
            throw wrong("'" + name + "' is below 0");
        }
        return value;
    }

    OptionalLong optionalNumber(String name) {
        return node.path(name).isMissingNode() || node.path(name).isNull()
                ? OptionalLong.empty()
                : OptionalLong.of(number(name));
    }

    boolean truth(String name) {
        JsonNode value = node.path(name);
        if (!value.isBoolean()) {
            throw wrong("'" + name + "' is neither true nor false");
        }
        return value.asBoolean();
    }

    /** Empty if there is none. */
    List<String> list(String name) {
        JsonNode value = node.path(name);
        List<String> all = new ArrayList<>();
        if (value.isMissingNode()) {
            return all;
        }
        if (!value.isArray()) {
            throw wrong("'" + name + "' is not a list");
        }
        value.forEach(element -> all.add(scalar(name, element)));
        return all;
    }
}
