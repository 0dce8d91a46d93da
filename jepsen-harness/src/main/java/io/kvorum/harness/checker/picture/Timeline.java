package io.kvorum.harness.checker.picture;

import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One chart as SVG. */
final class Timeline {
    private final Chart chart;
    private final Layout layout;
    private final Map<Operation, Integer> numbers = new HashMap<>();
    private final StringBuilder out = new StringBuilder();

    private Timeline(Chart chart) {
        this.chart = chart;
        this.layout = new Layout(chart.operations());
        for (Operation operation : chart.order()) {
            chart.operations().stream()
                    .filter(drawn -> isSame(drawn, operation))
                    .findFirst()
                    .ifPresent(other -> numbers.put(other, numbers.size() + 1));
        }
    }

    /** An operation whose answer was still to come has another outcome in the order. */
    private static boolean isSame(Operation drawn, Operation ordered) {
        return drawn.process() == ordered.process()
                && drawn.startNanos() == ordered.startNanos()
                && drawn.action() == ordered.action()
                && drawn.request().equals(ordered.request());
    }

    static String svg(Chart chart) {
        return new Timeline(chart).draw();
    }

    private String draw() {
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " role=\"img\" aria-label=\"%s\">%n",
                layout.width(),
                layout.height(),
                layout.width(),
                layout.height(),
                Page.escaped(chart.title())));
        lanes();
        failure();
        chart.operations().forEach(this::bar);
        out.append(String.format(Locale.ROOT, "</svg>%n"));
        return out.toString();
    }

    private void lanes() {
        boolean shaded = false;
        for (Layout.Lane lane : layout.lanes()) {
            int top = Layout.TOP + Layout.ROW * lane.firstRow();
            int height = Layout.ROW * lane.rows();
            out.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"0\" y=\"%d\" width=\"%d\" height=\"%d\"/>%n",
                    shaded ? "lane shaded" : "lane",
                    top,
                    layout.width(),
                    height));
            out.append(String.format(
                    Locale.ROOT,
                    "<text class=\"process\" x=\"10\" y=\"%d\">process %d</text>%n",
                    top + Layout.ROW / 2 + 4,
                    lane.process()));
            shaded = !shaded;
        }
    }

    private void failure() {
        chart.failing().ifPresent(operation -> {
            int x = layout.right(operation);
            out.append(String.format(
                    Locale.ROOT,
                    "<line class=\"failure\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n",
                    x,
                    Layout.TOP - 6,
                    x,
                    layout.height() - 4));
            out.append(String.format(
                    Locale.ROOT,
                    "<text class=\"failure\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
                    x + 4,
                    Layout.TOP - 10,
                    Page.escaped(chart.failure())));
        });
    }

    private void bar(Operation operation) {
        int x = layout.x(operation.startNanos());
        int y = layout.y(operation);
        int right = layout.right(operation);
        boolean failing = chart.failing().filter(operation::equals).isPresent();
        String style = style(operation) + (failing ? " failing" : "");
        out.append(String.format(
                Locale.ROOT, "<g class=\"%s\"><title>%s</title>%n", style, Page.escaped(Page.details(operation))));
        if (operation.isOpen()) {
            // Without a right edge: it may take effect at any time.
            int gaveUp = Math.min(right, Math.max(x + Labels.width(operation), layout.x(operation.endNanos())));
            out.append(String.format(
                    Locale.ROOT,
                    "<path class=\"open\" d=\"M%d %d H%d V%d H%d\"/>%n",
                    right,
                    y,
                    x,
                    y + Layout.BAR,
                    right));
            out.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"solid\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>%n",
                    x,
                    y,
                    gaveUp - x,
                    Layout.BAR));
            out.append(String.format(
                    Locale.ROOT, "<text class=\"arrow\" x=\"%d\" y=\"%d\">…</text>%n", right - 18, y + 18));
        } else {
            out.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"solid\" rx=\"3\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>%n",
                    x,
                    y,
                    right - x,
                    Layout.BAR));
        }
        label(operation, x, y);
        out.append(String.format(Locale.ROOT, "</g>%n"));
    }

    /** Its number in the order, if it has one, and its words. */
    private void label(Operation operation, int x, int y) {
        int number = numbers.getOrDefault(operation, 0);
        int textX = x + 8;
        if (number > 0) {
            out.append(String.format(
                    Locale.ROOT,
                    "<circle class=\"point\" cx=\"%d\" cy=\"%d\" r=\"9\"/>%n",
                    x + 14,
                    y + Layout.BAR / 2));
            out.append(String.format(
                    Locale.ROOT,
                    "<text class=\"number\" x=\"%d\" y=\"%d\">%d</text>%n",
                    x + 14,
                    y + Layout.BAR / 2 + 4,
                    number));
            textX = x + 28;
        }
        out.append(String.format(
                Locale.ROOT,
                "<text class=\"label\" x=\"%d\" y=\"%d\">%s</text>%n",
                textX,
                y + 18,
                Page.escaped(Labels.of(operation))));
    }

    private static String style(Operation operation) {
        if (operation.outcome() == Outcome.NOT_APPLIED) {
            return "nothing";
        }
        if (operation.isOpen()) {
            return "unknown";
        }
        if (operation.outcome() == Outcome.CONFLICT) {
            return "conflict";
        }
        return operation.action().isWrite() ? "write" : "read";
    }

    /** What the colours mean, in the order of the legend. */
    static List<String> styles() {
        return List.of("read", "write", "conflict", "unknown", "nothing");
    }
}
