package io.kvorum.cli.command.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvorum.cli.output.Json;
import io.kvorum.crdt.codec.Bytes;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code {"key":"a","value":"1"}}; what is no text is in base64, with {@code keyEncoding} or {@code encoding} beside it. */
final class JsonlFormat implements PairFormat {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public String header() {
        return "";
    }

    @Override
    public String line(Pair pair) {
        Map<String, Object> fields = new TreeMap<>();
        Json.putBytes(fields, "key", pair.key().array());
        Json.putBytes(fields, "value", pair.value().array());
        if (pair.sibling()) {
            fields.put("sibling", true);
        }
        return Json.line(fields);
    }

    @Override
    public Optional<Pair> parse(String record) {
        if (record.isBlank()) {
            return Optional.empty();
        }
        try {
            JsonNode node = MAPPER.readTree(record);
            return Optional.of(new Pair(
                    bytes(node, "key", "keyEncoding"),
                    bytes(node, "value", "encoding"),
                    node.path("sibling").asBoolean()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Bytes bytes(JsonNode node, String field, String encoding) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            throw new IllegalArgumentException("there is no field \"" + field + "\"");
        }
        // A value that is no string is taken as the JSON that it is.
        String text = value.isTextual() ? value.asText() : value.toString();
        return node.path(encoding).asText().equals("base64")
                ? Bytes.of(Base64.getDecoder().decode(text))
                : Bytes.ofUtf8(text);
    }

    @Override
    public boolean isOpen(String record) {
        return false;
    }
}
