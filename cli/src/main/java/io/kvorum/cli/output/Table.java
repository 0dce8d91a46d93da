package io.kvorum.cli.output;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Plain columns, two spaces apart, headers in capitals; no line has blanks at its end. */
final class Table {
    private Table() {}

    static List<String> lines(List<String> columns, List<Map<String, Object>> rows, boolean headers) {
        List<List<String>> cells = new ArrayList<>();
        if (headers) {
            cells.add(columns.stream().map(Table::header).toList());
        }
        for (Map<String, Object> row : rows) {
            cells.add(columns.stream().map(column -> cell(row.get(column))).toList());
        }
        int[] widths = new int[columns.size()];
        for (List<String> line : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(line.get(i)));
            }
        }
        return cells.stream().map(line -> join(line, widths)).toList();
    }

    private static String join(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(cells.get(i));
            if (i < widths.length - 1) {
                line.append(" ".repeat(widths[i] - width(cells.get(i)) + 2));
            }
        }
        return line.toString().stripTrailing();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    /** {@code oldestHintMs} becomes {@code OLDEST HINT MS}. */
    private static String header(String column) {
        return column.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toUpperCase(Locale.ROOT);
    }

    static String cell(@org.jspecify.annotations.Nullable Object value) {
        if (value == null) {
            return "-";
        }
        if (value instanceof Collection<?> many) {
            return many.isEmpty()
                    ? "-"
                    : String.join(",", many.stream().map(Table::cell).toList());
        }
        if (value instanceof Map<?, ?> map) {
            return Json.line(map);
        }
        return printable(value.toString());
    }

    /** Control characters would move the cursor of a terminal, or worse. */
    private static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (point == '\n') {
                safe.append("\\n");
            } else if (point == '\t') {
                safe.append("\\t");
            } else if (Character.isISOControl(point)) {
                safe.append(String.format("\\u%04x", point));
            } else {
                safe.appendCodePoint(point);
            }
        });
        return safe.toString();
    }
}
