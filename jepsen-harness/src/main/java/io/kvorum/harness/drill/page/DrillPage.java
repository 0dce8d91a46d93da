package io.kvorum.harness.drill.page;

import io.kvorum.harness.checker.picture.Page;
import io.kvorum.harness.drill.DrillOptions;
import io.kvorum.harness.drill.DrillReport;
import io.kvorum.harness.drill.FaultFigures;
import io.kvorum.harness.drill.Findings;
import io.kvorum.harness.drill.KindFigures;
import io.kvorum.harness.drill.LoadFigures;
import io.kvorum.harness.drill.RegisterFindings;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** The report of a drill as a page. */
public final class DrillPage {
    private static final String STYLE = """
        main { max-width: 1280px; margin: 0 auto; } h1 { font-size: 22px; margin: 8px 0 4px; }
        h2 { font-size: 17px; margin: 34px 0 8px; } .table { overflow-x: auto; } td { vertical-align: top; }
        th.n { text-align: right; } .soft { color: var(--soft); } p.soft { font-size: 13px; margin-top: 8px; } code { font: 13px ui-monospace, "DejaVu Sans Mono", monospace; }
        .badge { display: inline-block; padding: 1px 10px; border-radius: 10px; font-size: 13px; color: #fff; min-width: 54px;
          text-align: center; } .badge.fine { background: #2e7d32; } .badge.broken { background: #c62828; }
        .badge.unknown { background: #b26a00; }
        :root { --line: #1565c0; --area: rgba(21,101,192,.18); --p99: #e07b00; --max: #9e9e9e; --unknown-bar: #7e57c2;
          --not-applied-bar: #d81b60; }
        @media (prefers-color-scheme: dark) { :root { --line: #64b5f6; --area: rgba(100,181,246,.2); --p99: #ffb74d; --max: #78838d;
          --unknown-bar: #b39ddb; --not-applied-bar: #f48fb1; } }
        svg.load { width: 100%; font: 12px system-ui, "DejaVu Sans", sans-serif; }
        .load .grid { stroke: var(--rule); stroke-width: .6; } .load .tick { fill: var(--soft); font-size: 11px; }
        .load .title { fill: var(--ink); } .load .line { fill: none; stroke: var(--line); stroke-width: 1.4; }
        .load .area { fill: var(--area); } .load .line.p99 { stroke: var(--p99); } .load .line.max { stroke: var(--max); }
        tspan.p50 { fill: var(--line); } tspan.p99 { fill: var(--p99); } tspan.max { fill: var(--max); }
        .load .error-unknown { fill: var(--unknown-bar); } .load .error-not-applied { fill: var(--not-applied-bar); }
        .load .number { fill: var(--soft); font-size: 11px; text-anchor: start; }
        .fault .held { fill: var(--kind); fill-opacity: .22; } .fault .back { fill: var(--kind); fill-opacity: .09; }
        .fault .cap { fill: var(--kind); } .mark { display: inline-block; width: 10px; height: 10px; border-radius: 2px;
          margin-right: 6px; background: var(--kind); }
        .kind-kill { --kind: #e53935; } .kind-pause { --kind: #fb8c00; } .kind-kill-majority { --kind: #8e24aa; }
        .kind-kill-all { --kind: #5d4037; } .kind-kill-at-start { --kind: #ec407a; } .kind-partition { --kind: #1e88e5; }
        .kind-one-way { --kind: #00897b; } .kind-flap { --kind: #7cb342; } .kind-slow-link { --kind: #fbc02d; }
        """;

    private static final List<String> NUMBERS = List.of("", "n", "n", "n", "n", "n", "n", "n");

    private final DrillReport report;
    private final StringBuilder out = new StringBuilder();

    private DrillPage(DrillReport report) {
        this.report = report;
    }

    public static String of(DrillReport report) {
        DrillPage page = new DrillPage(report);
        page.head();
        page.verdicts();
        page.timeline();
        page.kinds();
        page.faults();
        page.offences();
        page.end();
        return page.out.toString();
    }

    private void head() {
        DrillOptions options = report.options();
        String title = "Drill: " + options.workload() + ", seed " + options.seed();
        out.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(title)
                .append("</title>\n<style>\n")
                .append(Page.style())
                .append(STYLE)
                .append("</style></head><body><main>\n<h1>")
                .append(badge(report.result()))
                .append(' ')
                .append(title)
                .append("</h1>\n");
        LoadFigures load = report.load();
        paragraph(String.format(
                Locale.ROOT,
                "%d nodes, %d clients on %d keys, %s of load, %d faults. Between nodes: %s; clients reach nodes"
                        + " directly.",
                options.nodes(),
                options.clients(),
                options.keys(),
                time(load.durationMs()),
                load.faults().size(),
                options.breaksLinks() ? "proxies in user space" : "direct connections"));
        paragraph(String.format(
                Locale.ROOT,
                "%,d operations, %,.0f per second: %s. Latency of successes: median %.1f ms, 99th percentile %.1f ms,"
                        + " longest %s. Longest pause of a client %s, of all at once %s.",
                load.operations(),
                load.perSecond(),
                load.outcomes().toString().replaceAll("[{}]", "").replace("=", " "),
                load.p50Ms(),
                load.p99Ms(),
                time(Math.round(load.maxMs())),
                time(load.longestPauseMs()),
                time(load.silenceMs())));
    }

    private void paragraph(String text) {
        out.append("<p>").append(Page.escaped(text)).append("</p>\n");
    }

    private static String badge(DrillReport.Result result) {
        String word = result.name().toLowerCase(Locale.ROOT);
        return "<span class=\"badge " + word + "\">" + word + "</span>";
    }

    private void verdicts() {
        out.append("<h2>Promises</h2>\n<table>\n");
        for (DrillReport.Property property : report.properties()) {
            out.append("<tr><td>")
                    .append(badge(property.result()))
                    .append("</td><td>")
                    .append(Page.escaped(property.what()))
                    .append("</td><td class=\"soft\">")
                    .append(Page.escaped(property.found()))
                    .append("</td></tr>\n");
        }
        out.append("</table>\n");
    }

    private void timeline() {
        out.append("<h2>The load, and the faults behind it</h2>\n").append(LoadPicture.svg(report.load()));
        out.append("<p class=\"legend\">");
        report.load()
                .kinds()
                .forEach(kind -> out.append("<i class=\"mark kind-")
                        .append(kind.kind())
                        .append("\"></i>")
                        .append(kind.kind())
                        .append(" &nbsp; "));
        out.append("Darker while a fault lasts, lighter from healing until all nodes serve.</p>\n");
    }

    private void kinds() {
        out.append("<h2>By kind of fault</h2>\n");
        Table table = new Table(
                List.of(
                        "kind",
                        "faults",
                        "operations",
                        "available",
                        "longest pause",
                        "longest silence",
                        "time to recover",
                        "time to consistency"),
                NUMBERS);
        for (KindFigures kind : report.load().kinds()) {
            table.row(
                    kind.kind().toString(),
                    List.of(
                            kind.kind().toString(),
                            Integer.toString(kind.faults()),
                            String.format(Locale.ROOT, "%,d", kind.operations()),
                            share(kind.operations(), kind.answered()),
                            time(kind.longestPauseMs()),
                            time(kind.silenceMs()),
                            worst(kind.neverRecovered(), kind.recoveryMs()),
                            worst(kind.neverConsistent(), kind.consistencyMs())));
        }
        out.append(table.html());
        note("Available: the share of successes among the operations that were under way while a fault lasted,"
                + " until all nodes served again. Pause: between two successes of one client; silence: of all"
                + " together. Time to recover: from healing until each client had a success that it had asked for"
                + " since. Time to consistency: from healing until each replica had what was acknowledged during"
                + " the fault, by a sample of 40 writes. Each is the worst of its kind.");
        if (report.findings() instanceof RegisterFindings registers) {
            note("After the load all replicas were identical within "
                    + time(registers.replicas().convergedAfterMs()) + ".");
        }
    }

    private static String worst(long never, OptionalLong ms) {
        return time(ms, never > 0 ? "" : "-") + (never > 0 ? " (" + never + " not before the next fault)" : "");
    }

    private void note(String text) {
        out.append("<p class=\"soft\">").append(Page.escaped(text)).append("</p>\n");
    }

    private void faults() {
        out.append("<h2>Each fault</h2>\n");
        Table table = new Table(
                List.of("fault", "at", "available", "unknown", "pause", "served again", "recovered", "consistent"),
                NUMBERS);
        for (FaultFigures fault : report.load().faults()) {
            table.row(
                    fault.fault().kind().toString(),
                    List.of(
                            fault.number() + ". " + fault.fault().what(),
                            time(fault.atMs()),
                            share(fault.operations(), fault.answered()),
                            Long.toString(fault.unknown()),
                            time(fault.longestPauseMs()),
                            time(fault.servedAgainMs(), "later"),
                            time(fault.recoveredMs(), "later"),
                            time(fault.consistentMs(), fault.followed() ? "later" : "-")));
        }
        out.append(table.html());
        note("Later: not before the next fault, or the end.");
    }

    private void offences() {
        Findings findings = report.findings();
        if (findings.offences().isEmpty()
                && report.troubles().isEmpty()
                && report.unforeseen().isEmpty()) {
            return;
        }
        out.append("<h2>What was broken</h2>\n<ul>\n");
        findings.offences().forEach(this::item);
        report.troubles().forEach(this::item);
        report.unforeseen().stream().limit(10).forEach(this::item);
        out.append("</ul>\n").append(Page.sections(findings.charts()));
    }

    private void item(String text) {
        out.append("<li>").append(Page.escaped(text)).append("</li>\n");
    }

    private void end() {
        out.append("<h2>Again</h2>\n<p><code>")
                .append(Page.escaped(again()))
                .append("</code> does the same to the nodes.</p>\n<p><code>")
                .append(Page.escaped("kvctl check " + report.history() + " --model "
                        + report.findings().model()))
                .append("</code> judges what was recorded.</p>\n</main></body></html>\n");
    }

    private String again() {
        DrillOptions options = report.options();
        String faults = options.faults().isEmpty()
                ? "none"
                : String.join(
                        ",", options.faults().stream().map(Object::toString).toList());
        return "kvctl live run --workload " + options.workload() + " --nodes " + options.nodes() + " --clients "
                + options.clients() + " --keys " + options.keys() + " --time "
                + options.time().toMillis() + "ms --seed " + options.seed() + " --faults " + faults
                + (options.majority() ? " --majority" : "")
                + (options.mostFaults() > 0 ? " --count " + options.mostFaults() : "")
                + " --timeout " + options.deadline().toMillis() + "ms";
    }

    /** Rounded down: what is not all is never shown as 100 %. */
    private static String share(long operations, long answered) {
        return operations == 0
                ? "-"
                : String.format(Locale.ROOT, "%.3f %%", Math.floor(1e5 * answered / operations) / 1e3);
    }

    private static String time(OptionalLong ms, String none) {
        return ms.isPresent() ? time(ms.getAsLong()) : none;
    }

    private static String time(long ms) {
        return ms < 1_000 ? ms + " ms" : String.format(Locale.ROOT, "%.1f s", ms / 1e3);
    }
}
