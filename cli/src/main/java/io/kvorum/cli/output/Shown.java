package io.kvorum.cli.output;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a command answers, apart from how it is printed.
 *
 * @param items name of the list of rows in the JSON document; empty if the document is a single thing
 * @param columns of the table: fields of the rows, in order
 * @param rows the list, or one row for a single thing
 * @param fields what else the document says
 * @param notes lines below the table, for people
 * @param raw what {@code -o raw} prints; the first column if empty
 */
public record Shown(
        String items,
        List<String> columns,
        List<Map<String, Object>> rows,
        Map<String, Object> fields,
        List<String> notes,
        Optional<byte[]> raw) {

    /** A list of things. */
    public static Shown list(String items, List<String> columns, List<Map<String, Object>> rows) {
        return new Shown(items, columns, rows, Map.of(), List.of(), Optional.empty());
    }

    /** The same without a column, where no row has it. */
    public Shown optional(String column) {
        boolean present = rows.stream().anyMatch(row -> row.containsKey(column));
        List<String> shown =
                columns.stream().filter(name -> present || !name.equals(column)).toList();
        return new Shown(items, shown, rows, fields, notes, raw);
    }

    /** One value. @param fields what the document says, the value with it */
    public static Shown value(Object value, Map<String, Object> fields) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("value", value);
        byte[] raw = (value + "\n").getBytes(StandardCharsets.UTF_8);
        return new Shown("", List.of("value"), List.of(row), fields, List.of(), Optional.of(raw));
    }

    /** A single thing, shown as name and value, one per line. */
    public static Shown thing(Map<String, Object> fields) {
        List<Map<String, Object>> rows = new ArrayList<>();
        fields.forEach((name, value) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("field", name);
            row.put("value", value);
            rows.add(row);
        });
        return new Shown("", List.of("field", "value"), rows, fields, List.of(), Optional.empty());
    }

    public Shown with(Map<String, Object> moreFields) {
        return new Shown(items, columns, rows, moreFields, notes, raw);
    }

    public Shown note(String line) {
        List<String> more = new ArrayList<>(notes);
        more.add(line);
        return new Shown(items, columns, rows, fields, more, raw);
    }

    public Shown raw(byte[] bytes) {
        return new Shown(items, columns, rows, fields, notes, Optional.of(bytes));
    }
}
