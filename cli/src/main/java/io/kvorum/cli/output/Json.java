package io.kvorum.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** JSON as kvctl writes it: one line, keys sorted, a schema version in each document. */
public final class Json {
    /** Grows when a field changes its meaning or goes; new fields alone do not count. */
    public static final int SCHEMA = 1;

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private Json() {}

    /** A document, with its schema version. */
    public static String document(Map<String, ?> fields) {
        Map<String, Object> whole = new TreeMap<>(fields);
        whole.put("schema", SCHEMA);
        return line(whole);
    }

    public static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Adds bytes to a document: as text when they are UTF-8, else in base64 with an encoding beside it.
     *
     * @param name the field; {@code encoding} goes beside a field {@code value}, {@code keyEncoding} beside {@code key}
     */
    public static void putBytes(Map<String, Object> document, String name, byte[] bytes) {
        Optional<String> text = text(bytes);
        document.put(name, text.orElseGet(() -> Base64.getEncoder().encodeToString(bytes)));
        if (text.isEmpty()) {
            document.put(name.equals("value") ? "encoding" : name + "Encoding", "base64");
        }
    }

    /** The text that the bytes are in UTF-8, or nothing if they are not UTF-8. */
    public static Optional<String> text(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
