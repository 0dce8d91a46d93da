package io.kvorum.harness.checker.picture;

import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Wording;
import java.util.List;
import java.util.Locale;

/** Charts as one HTML page. */
public final class Page {
    private static final String STYLE = """
        :root { --ink: #1c2530; --soft: #66717f; --paper: #fff; --shade: #f4f6f8; --rule: #d5dbe1;
          --read: #d7e8fb; --write: #d6f0dc; --conflict: #fbe6c8; --unknown: #e8e3f3; --nothing: #eceff2; --bad: #c62828; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4e9ee; --soft: #93a0ad; --paper: #14191f; --shade: #1b222a;
          --rule: #36414d; --read: #1d3f63; --write: #1d4a2d; --conflict: #5a4315; --unknown: #3d3359; --nothing: #2a323b;
          --bad: #ff6b6b; } }
        body { font: 15px/1.5 system-ui, "DejaVu Sans", sans-serif; color: var(--ink); background: var(--paper);
          margin: 24px 32px; }
        h1 { font-size: 20px; margin: 32px 0 8px; } p { margin: 2px 0; max-width: 110ch; }
        .picture { overflow-x: auto; border: 1px solid var(--rule); border-radius: 6px; margin: 14px 0; }
        svg { display: block; font: 12px ui-monospace, "DejaVu Sans Mono", monospace; }
        .lane { fill: none; } .shaded { fill: var(--shade); }
        .process { fill: var(--soft); } .label { fill: var(--ink); }
        .solid { stroke: var(--soft); stroke-width: 1; }
        .read .solid { fill: var(--read); } .write .solid { fill: var(--write); }
        .conflict .solid { fill: var(--conflict); } .nothing .solid { fill: var(--nothing); stroke-dasharray: 2 3; }
        .unknown .solid { fill: var(--unknown); stroke: none; }
        .open { fill: var(--unknown); fill-opacity: .45; stroke: var(--soft); stroke-dasharray: 5 4; }
        .arrow { fill: var(--soft); }
        .failing .solid { stroke: var(--bad); stroke-width: 2.5; }
        line.failure { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 6 4; } text.failure { fill: var(--bad); }
        .point { fill: var(--ink); } .number { fill: var(--paper); text-anchor: middle; font-size: 11px; }
        .legend { color: var(--soft); font-size: 13px; } .legend span { padding: 1px 8px; border-radius: 3px;
          margin-right: 8px; color: var(--ink); }
        .key-read { background: var(--read); } .key-write { background: var(--write); }
        .key-conflict { background: var(--conflict); } .key-unknown { background: var(--unknown); }
        .key-nothing { background: var(--nothing); }
        table { border-collapse: collapse; font-size: 13px; } td, th { text-align: left; padding: 2px 14px 2px 0;
          border-bottom: 1px solid var(--rule); } th { color: var(--soft); font-weight: normal; }
        td.n { text-align: right; font-variant-numeric: tabular-nums; } tr.failing td { color: var(--bad); }
        """;

    private Page() {}

    public static String of(List<Chart> charts) {
        return "<!DOCTYPE html>\n"
                + "<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Offending histories</title>\n"
                + "<style>\n"
                + STYLE + "</style></head><body>\n" + sections(charts) + "</body></html>\n";
    }

    /** What {@link #sections} needs in the style sheet of a page, which may use its colours. */
    public static String style() {
        return STYLE;
    }

    /** The charts, each with its table, as a part of a page. */
    public static String sections(List<Chart> charts) {
        StringBuilder out = new StringBuilder();
        charts.forEach(chart -> section(out, chart));
        return out.toString();
    }

    private static void section(StringBuilder out, Chart chart) {
        out.append("<h1>").append(escaped(chart.title())).append("</h1>\n");
        chart.notes().forEach(note -> out.append("<p>").append(escaped(note)).append("</p>\n"));
        out.append("<div class=\"picture\">\n").append(Timeline.svg(chart)).append("</div>\n<p class=\"legend\">");
        Timeline.styles()
                .forEach(style -> out.append("<span class=\"key-")
                        .append(style)
                        .append("\">")
                        .append(style.equals("nothing") ? "not applied" : style)
                        .append("</span>"));
        out.append(
                "From left to right in the order of events, not to scale. An unknown outcome has no right edge.</p>\n");
        table(out, chart);
    }

    private static void table(StringBuilder out, Chart chart) {
        out.append("<table><tr><th>line</th><th>process</th><th>operation</th><th>start, ms</th><th>end, ms</th>")
                .append("<th>node</th><th>write id</th></tr>\n");
        long zero = chart.operations().stream()
                .mapToLong(Operation::startNanos)
                .min()
                .orElse(0);
        for (Operation operation : chart.operations()) {
            boolean failing = chart.failing().filter(operation::equals).isPresent();
            out.append(failing ? "<tr class=\"failing\">" : "<tr>");
            cell(
                    out,
                    "n",
                    operation.origin().line() > 0
                            ? Long.toString(operation.origin().line())
                            : "");
            cell(out, "n", Long.toString(operation.process()));
            cell(out, "", Wording.of(operation));
            cell(out, "n", millis(operation.startNanos() - zero));
            cell(out, "n", operation.endNanos() == Operation.NEVER ? "" : millis(operation.endNanos() - zero));
            cell(out, "", operation.origin().node());
            cell(out, "", operation.origin().writeId());
            out.append("</tr>\n");
        }
        out.append("</table>\n");
    }

    private static void cell(StringBuilder out, String style, String text) {
        out.append("<td class=\"")
                .append(style)
                .append("\">")
                .append(escaped(text))
                .append("</td>");
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.6f", nanos / 1e6);
    }

    /** What a pointer over the bar shows. */
    static String details(Operation operation) {
        String line =
                operation.origin().line() > 0 ? ", line " + operation.origin().line() : "";
        String node = operation.origin().node().isEmpty()
                ? ""
                : ", node " + operation.origin().node();
        return Wording.of(operation) + " (process " + operation.process() + line + node + ", " + operation.outcome()
                + ")";
    }

    /** As text of a page. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
