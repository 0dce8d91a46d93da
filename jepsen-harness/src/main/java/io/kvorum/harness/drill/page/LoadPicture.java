package io.kvorum.harness.drill.page;

import io.kvorum.harness.checker.picture.Page;
import io.kvorum.harness.drill.FaultFigures;
import io.kvorum.harness.drill.LoadFigures;
import io.kvorum.harness.drill.Slice;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Throughput, latency and errors over time, one above the other, with the faults as bands behind them. */
final class LoadPicture {
    private static final int WIDTH = 1240;
    private static final int LEFT = 70;
    private static final int RIGHT = WIDTH - 12;
    private static final int TOP = 26;
    private static final int THROUGHPUT_BOTTOM = TOP + 150;
    private static final int LATENCY_TOP = THROUGHPUT_BOTTOM + 26;
    private static final int LATENCY_BOTTOM = LATENCY_TOP + 150;
    private static final int ERRORS_TOP = LATENCY_BOTTOM + 26;
    private static final int ERRORS_BOTTOM = ERRORS_TOP + 90;
    private static final int HEIGHT = ERRORS_BOTTOM + 36;
    /** The distance of two numbers that can be told apart. */
    private static final int LABEL_WIDTH = 17;

    private static final double LEAST_MS = 0.1;

    /** Outcomes that are no success, from the bottom of a bar to its top. */
    static final List<String> ERRORS = List.of("unknown", "not-applied");

    private final LoadFigures load;
    private final Axis time;
    private final StringBuilder out = new StringBuilder();

    private LoadPicture(LoadFigures load) {
        this.load = load;
        this.time = Axis.exact(Math.max(1, load.durationMs()) / 1e3, LEFT, RIGHT);
    }

    static String svg(LoadFigures load) {
        return new LoadPicture(load).draw();
    }

    private String draw() {
        out.append(String.format(
                Locale.ROOT,
                "<svg class=\"load\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                        + " aria-label=\"Throughput, latency and errors over time\">%n",
                WIDTH,
                HEIGHT));
        bands();
        seconds();
        throughput();
        latency();
        errors();
        return out.append("</svg>\n").toString();
    }

    private double x(long ms) {
        return time.at(ms / 1e3);
    }

    private void bands() {
        double lastLabel = -LABEL_WIDTH;
        for (FaultFigures fault : load.faults()) {
            double begin = x(fault.atMs());
            double healed = x(Math.min(load.durationMs(), fault.atMs() + fault.heldMs()));
            double over = x(Math.min(load.durationMs(), fault.atMs() + fault.lastedMs()));
            out.append(String.format(
                    Locale.ROOT,
                    "<g class=\"fault kind-%s\"><title>%s</title>%n",
                    fault.fault().kind(),
                    Page.escaped(fault.number() + ". " + fault.fault().what())));
            rectangle("held", begin, TOP, Math.max(1.5, healed - begin), ERRORS_BOTTOM - TOP);
            rectangle("back", healed, TOP, Math.max(0, over - healed), ERRORS_BOTTOM - TOP);
            rectangle("cap", begin, TOP - 5, Math.max(2.5, healed - begin), 5);
            if (begin - lastLabel >= LABEL_WIDTH) {
                out.append(String.format(
                        Locale.ROOT,
                        "<text class=\"number\" x=\"%.1f\" y=\"%d\">%d</text>%n",
                        begin,
                        TOP - 9,
                        fault.number()));
                lastLabel = begin;
            }
            out.append("</g>\n");
        }
    }

    private void rectangle(String style, double x, double y, double width, double height) {
        out.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>%n",
                style,
                x,
                y,
                width,
                height));
    }

    private void seconds() {
        for (double tick : time.ticks()) {
            if (tick * 1e3 <= load.durationMs()) {
                out.append(String.format(
                        Locale.ROOT,
                        "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s s</text>%n",
                        time.at(tick),
                        ERRORS_BOTTOM + 16,
                        number(tick)));
            }
        }
    }

    private void frame(String title, Axis axis, String unit) {
        for (double tick : axis.ticks()) {
            double y = axis.at(tick);
            out.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>%n",
                    LEFT,
                    y,
                    RIGHT,
                    y));
            out.append(String.format(
                    Locale.ROOT,
                    "<text class=\"tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                    LEFT - 6,
                    y + 4,
                    number(tick) + unit));
        }
        out.append(String.format(
                Locale.ROOT,
                "<text class=\"title\" x=\"%d\" y=\"%.1f\">%s</text>%n",
                LEFT + 4,
                axis.to() + (axis.to() == TOP ? 13 : -5),
                title));
    }

    private double perSecond(Slice slice) {
        return (slice.count("applied") + slice.count("conflict")) * 1e3 / load.sliceMs();
    }

    private void throughput() {
        double most = load.slices().stream().mapToDouble(this::perSecond).max().orElse(0);
        Axis axis = Axis.linear(most, THROUGHPUT_BOTTOM, TOP);
        StringBuilder path = new StringBuilder();
        for (Slice slice : load.slices()) {
            path.append(String.format(
                    Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", middle(slice), axis.at(perSecond(slice))));
        }
        if (!path.isEmpty()) {
            out.append(String.format(
                    Locale.ROOT,
                    "<path class=\"area\" d=\"%sL%.1f %d L%.1f %d Z\"/>%n",
                    path,
                    middle(load.slices().get(load.slices().size() - 1)),
                    THROUGHPUT_BOTTOM,
                    middle(load.slices().get(0)),
                    THROUGHPUT_BOTTOM));
            out.append(String.format(Locale.ROOT, "<path class=\"line\" d=\"%s\"/>%n", path));
        }
        frame("successes per second", axis, "");
    }

    private double middle(Slice slice) {
        return time.at((slice.atMs() + load.sliceMs() / 2.0) / 1e3);
    }

    private void latency() {
        double most = load.slices().stream().mapToDouble(Slice::maxMs).max().orElse(1);
        double least = load.slices().stream()
                .mapToDouble(Slice::p50Ms)
                .filter(ms -> ms > 0)
                .min()
                .orElse(1);
        Axis axis = Axis.logarithmic(Math.max(LEAST_MS, least), Math.max(1, most), LATENCY_BOTTOM, LATENCY_TOP);
        line("max", axis, Slice::maxMs);
        line("p99", axis, Slice::p99Ms);
        line("p50", axis, Slice::p50Ms);
        frame(
                "latency of successes: <tspan class=\"p50\">median</tspan>, <tspan class=\"p99\">99th"
                        + " percentile</tspan>, <tspan class=\"max\">longest</tspan>",
                axis,
                " ms");
    }

    /** Where nothing has succeeded there is no line. */
    private void line(String style, Axis axis, ToDoubleFunction<Slice> quantity) {
        StringBuilder path = new StringBuilder();
        boolean gap = true;
        for (Slice slice : load.slices()) {
            double ms = quantity.applyAsDouble(slice);
            if (ms > 0) {
                // A point alone gets a short line, to be seen.
                path.append(
                        String.format(Locale.ROOT, gap ? "M%.1f %.1fh1" : "L%.1f %.1f", middle(slice), axis.at(ms)));
            }
            gap = ms <= 0;
        }
        out.append(String.format(Locale.ROOT, "<path class=\"line %s\" d=\"%s\"/>%n", style, path));
    }

    private void errors() {
        long most = load.slices().stream()
                .mapToLong(slice -> ERRORS.stream().mapToLong(slice::count).sum())
                .max()
                .orElse(0);
        Axis axis = Axis.linear((double) Math.max(most, 4), ERRORS_BOTTOM, ERRORS_TOP);
        double width =
                Math.max(1, (RIGHT - LEFT) / (double) Math.max(1, load.slices().size()) - 0.5);
        for (Slice slice : load.slices()) {
            long below = 0;
            for (String outcome : ERRORS) {
                long count = slice.count(outcome);
                if (count > 0) {
                    double top = axis.at((double) (below + count));
                    rectangle("error-" + outcome, x(slice.atMs()), top, width, axis.at((double) below) - top);
                    below += count;
                }
            }
        }
        frame(
                String.format(
                        Locale.ROOT,
                        "no success, operations in %d ms: <tspan class=\"error-unknown\">outcome unknown</tspan>,"
                                + " <tspan class=\"error-not-applied\">not applied</tspan>%s",
                        load.sliceMs(),
                        most == 0 ? "; there were none" : ""),
                axis,
                "");
    }

    static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
