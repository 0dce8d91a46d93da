package io.kvorum.cli.command.transfer;

import io.kvorum.cli.output.Json;
import io.kvorum.crdt.codec.Bytes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Comma-separated values as in RFC 4180, with a header that names the columns: {@code key}, {@code value}, and where needed
 * {@code key_encoding}, {@code encoding} (empty or base64) and {@code sibling}.
 */
final class CsvFormat implements PairFormat {
    private static final List<String> COLUMNS = List.of("key", "value", "key_encoding", "encoding", "sibling");

    private List<String> columns = List.of();

    @Override
    public String header() {
        return String.join(",", COLUMNS);
    }

    @Override
    public String line(Pair pair) {
        Optional<String> key = Json.text(pair.key().array());
        Optional<String> value = Json.text(pair.value().array());
        return String.join(
                ",",
                quoted(key.orElseGet(() -> base64(pair.key()))),
                quoted(value.orElseGet(() -> base64(pair.value()))),
                key.isPresent() ? "" : "base64",
                value.isPresent() ? "" : "base64",
                pair.sibling() ? "true" : "");
    }

    private static String base64(Bytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }

    @Override
    public Optional<Pair> parse(String record) {
        if (record.isBlank()) {
            return Optional.empty();
        }
        List<String> fields = fields(record);
        if (columns.isEmpty()) {
            columns = fields.stream()
                    .map(name -> name.strip().toLowerCase(Locale.ROOT))
                    .toList();
            if (!columns.contains("key") || !columns.contains("value")) {
                throw new IllegalArgumentException("the first line must name the columns, key and value among them");
            }
            return Optional.empty();
        }
        if (fields.size() != columns.size()) {
            throw new IllegalArgumentException(fields.size() + " fields where the header has " + columns.size());
        }
        return Optional.of(new Pair(
                bytes(fields, "key", "key_encoding"),
                bytes(fields, "value", "encoding"),
                field(fields, "sibling").equals("true")));
    }

    private Bytes bytes(List<String> fields, String name, String encoding) {
        String text = field(fields, name);
        return field(fields, encoding).equals("base64")
                ? Bytes.of(Base64.getDecoder().decode(text))
                : Bytes.ofUtf8(text);
    }

    private String field(List<String> fields, String name) {
        int index = columns.indexOf(name);
        return index < 0 ? "" : fields.get(index);
    }

    private static List<String> fields(String record) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < record.length(); i++) {
            char c = record.charAt(i);
            boolean doubled = c == '"' && quoted && i + 1 < record.length() && record.charAt(i + 1) == '"';
            if (doubled) {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    @Override
    public boolean isOpen(String record) {
        return record.chars().filter(c -> c == '"').count() % 2 == 1;
    }
}
