package io.kvorum.commerce.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvorum.commerce.http.Json;
import io.kvorum.commerce.http.StandardRoutes;
import io.kvorum.crdt.codec.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The description of a service's API, as a judge of its answers. It knows as much of JSON Schema as the descriptions use, and fails at anything else. */
public final class ApiDescription {
    private static final Set<String> KEYWORDS = Set.of(
            "$ref",
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "enum",
            "pattern",
            "minimum",
            "maximum",
            "minItems",
            "maxItems",
            "minLength",
            "maxLength",
            "format",
            "description",
            "default");

    private final JsonNode document;

    private ApiDescription(JsonNode document) {
        this.document = document;
    }

    public static ApiDescription of(String service) {
        return new ApiDescription(Json.read(StandardRoutes.description(service)));
    }

    public JsonNode document() {
        return document;
    }

    /** As {@code GET /orders/{id}}. */
    public Set<String> operations() {
        Set<String> all = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> all.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return all;
    }

    /** The operation that a request is for. @throws AssertionError if it is for none */
    public JsonNode operation(String method, String path) {
        for (Map.Entry<String, JsonNode> one : document.path("paths").properties()) {
            String pattern = one.getKey().replaceAll("\\{[^}]+}", "[^/]+");
            if (Pattern.matches(pattern, path) && one.getValue().has(method.toLowerCase(Locale.ROOT))) {
                return one.getValue().get(method.toLowerCase(Locale.ROOT));
            }
        }
        throw new AssertionError("the description has no " + method + " " + path);
    }

    /** Holds an answer to the description. @param contentType empty: none */
    public void check(String method, String path, int status, String contentType, Bytes body) {
        JsonNode response = operation(method, path).path("responses").path(Integer.toString(status));
        assertThat(response.isObject())
                .as("%s %s may answer %d: %s", method, path, status, body.toUtf8())
                .isTrue();
        JsonNode content = response.path("content");
        if (content.isEmpty()) {
            assertThat(body.isEmpty())
                    .as("%s %s answers %d with nothing", method, path, status)
                    .isTrue();
            return;
        }
        String type = contentType.split(";")[0].strip();
        assertThat(content.has(type))
                .as("%s %s may answer %s", method, path, type)
                .isTrue();
        if (type.endsWith("json")) {
            List<String> wrong = new ArrayList<>();
            check(content.path(type).path("schema"), Json.read(body), "body", wrong);
            assertThat(wrong)
                    .as("%s %s %d %s", method, path, status, body.toUtf8())
                    .isEmpty();
        }
    }

    /** What is wrong with a value, by a schema of the description. */
    public void check(JsonNode schema, JsonNode value, String place, List<String> wrong) {
        schema.fieldNames().forEachRemaining(keyword -> assertThat(KEYWORDS).contains(keyword));
        if (schema.has("$ref")) {
            String name = schema.get("$ref").textValue().replace("#/components/schemas/", "");
            JsonNode target = document.path("components").path("schemas").path(name);
            assertThat(target.isObject()).as("schema %s", name).isTrue();
            check(target, value, place, wrong);
            return;
        }
        switch (schema.path("type").textValue()) {
            case "object" -> checkObject(schema, value, place, wrong);
            case "array" -> {
                add(!value.isArray(), place + " is no list", wrong);
                for (int i = 0; i < value.size(); i++) {
                    check(schema.path("items"), value.get(i), place + "[" + i + "]", wrong);
                }
            }
            case "integer" -> {
                add(!value.isIntegralNumber(), place + " is no whole number", wrong);
                add(
                        schema.has("minimum")
                                && value.longValue() < schema.get("minimum").longValue(),
                        place + " is too small",
                        wrong);
                add(
                        schema.has("maximum")
                                && value.longValue() > schema.get("maximum").longValue(),
                        place + " is too large",
                        wrong);
            }
            case "boolean" -> add(!value.isBoolean(), place + " is neither true nor false", wrong);
            case "string" -> checkText(schema, value, place, wrong);
            default -> throw new AssertionError("a type that the judge does not know: " + schema);
        }
    }

    private static void add(boolean isWrong, String what, List<String> wrong) {
        if (isWrong) {
            wrong.add(what);
        }
    }

    private static void checkText(JsonNode schema, JsonNode value, String place, List<String> wrong) {
        add(!value.isTextual(), place + " is no text", wrong);
        String text = value.asText();
        add(
                schema.has("pattern") && !text.matches(schema.get("pattern").textValue()),
                place + " is not as its pattern",
                wrong);
        if (schema.has("enum")) {
            List<String> allowed = new ArrayList<>();
            schema.get("enum").forEach(one -> allowed.add(one.textValue()));
            add(!allowed.contains(text), place + " is none of " + allowed, wrong);
        }
    }

    private void checkObject(JsonNode schema, JsonNode value, String place, List<String> wrong) {
        add(!value.isObject(), place + " is no object", wrong);
        schema.path("required")
                .forEach(name -> add(!value.has(name.textValue()), place + " has no " + name.textValue(), wrong));
        JsonNode others = schema.path("additionalProperties");
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            JsonNode known = schema.path("properties").path(field.getKey());
            String where = place + "." + field.getKey();
            if (known.isObject()) {
                check(known, field.getValue(), where, wrong);
            } else if (others.isObject()) {
                check(others, field.getValue(), where, wrong);
            } else {
                add(others.isBoolean() && !others.booleanValue(), where + " is not described", wrong);
            }
        }
    }
}
