package io.kvorum.harness.drill.page;

import io.kvorum.harness.checker.picture.Page;
import java.util.List;

/** A table of a page. */
final class Table {
    private final StringBuilder out = new StringBuilder("<table>\n<tr>");
    private final List<String> styles;

    /**
     * @param columns their names
     * @param styles of the cells of each column: n for numbers, or empty
     */
    Table(List<String> columns, List<String> styles) {
        this.styles = List.copyOf(styles);
        for (int i = 0; i < columns.size(); i++) {
            out.append("<th class=\"")
                    .append(styles.get(i))
                    .append("\">")
                    .append(Page.escaped(columns.get(i)))
                    .append("</th>");
        }
        out.append("</tr>\n");
    }

    /**
     * @param mark a colour before the first cell; empty for none
     * @param cells as text
     */
    void row(String mark, List<String> cells) {
        out.append("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            out.append("<td class=\"").append(styles.get(i)).append("\">");
            if (i == 0 && !mark.isEmpty()) {
                out.append("<i class=\"mark kind-").append(mark).append("\"></i>");
            }
            out.append(Page.escaped(cells.get(i))).append("</td>");
        }
        out.append("</tr>\n");
    }

    String html() {
        return "<div class=\"table\">" + out + "</table></div>\n";
    }
}
