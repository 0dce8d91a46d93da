package io.kvorum.cli.command.demo;

import io.kvorum.cli.Durations;
import io.kvorum.cli.output.Console;
import io.kvorum.cli.output.Console.Style;
import io.kvorum.harness.demo.DemoReport;
import io.kvorum.harness.demo.Meter;
import io.kvorum.harness.verifier.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The end of the demo, as JSON fields and as prose. */
final class DemoSummary {
    private DemoSummary() {}

    static Map<String, Object> fields(DemoReport report) {
        Verdict verdict = report.verdict();
        DemoReport.TimeToConsistency ttc = report.timeToConsistency();
        Map<String, Object> fields = new TreeMap<>();
        fields.put("lost", verdict.lost());
        fields.put("resurrected", verdict.resurrected());
        fields.put("phantoms", verdict.phantoms());
        fields.put("divergent", verdict.divergent());
        fields.put("keys", verdict.keys());
        fields.put("rowsChecked", verdict.rows());
        fields.put("convergedAfterMs", verdict.convergedAfterMs());
        fields.put("imported", report.imported());
        fields.put("operations", report.operations());
        fields.put("failed", report.failed());
        fields.put("failures", report.failures());
        fields.put("longestPauseMs", report.longestPauseMs());
        fields.put("durationMs", report.durationMs());
        Map<String, Object> consistency = new TreeMap<>();
        consistency.put("p50", ttc.p50Ms());
        consistency.put("p99", ttc.p99Ms());
        consistency.put("max", ttc.maxMs());
        consistency.put("samples", ttc.samples());
        consistency.put("unfinished", ttc.unfinished());
        fields.put("timeToConsistencyMs", consistency);
        List<Map<String, Object>> phases = new ArrayList<>();
        for (Meter.Phase phase : report.phases()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", phase.name());
            one.put("operations", phase.operations());
            one.put("failed", phase.failures());
            one.put("longestPauseMs", phase.longestPauseMs());
            one.put("durationMs", phase.durationMs());
            phases.add(one);
        }
        fields.put("phases", phases);
        if (!verdict.examples().isEmpty()) {
            fields.put("examples", verdict.examples());
        }
        return fields;
    }

    static List<String> prose(DemoReport report, Console console) {
        Verdict verdict = report.verdict();
        List<String> lines = new ArrayList<>();
        lines.add(line(
                "operations", number(report.operations()) + ", of these " + number(report.imported()) + " imported"));
        lines.add(line(
                "failed", number(report.failed()) + (report.failures().isEmpty() ? "" : "  " + report.failures())));
        lines.add(line("longest pause", time(report.longestPauseMs())));
        for (Meter.Phase phase : report.phases()) {
            lines.add(line("  " + phase.name(), DemoScreen.figures(phase)));
        }
        lines.add(line("time to consistency", consistency(report.timeToConsistency())));
        lines.add(line(
                "replicas identical",
                time(verdict.convergedAfterMs()) + " after the load had ended; " + number(verdict.rows()) + " rows of "
                        + number(verdict.keys()) + " keys compared"));
        lines.add(promise(console, "acknowledged writes lost", verdict.lost()));
        lines.add(promise(console, "deleted or replaced values that came back", verdict.resurrected()));
        lines.add(promise(console, "values that nobody wrote", verdict.phantoms()));
        lines.add(promise(console, "keys with different replicas", verdict.divergent()));
        verdict.examples().forEach(example -> lines.add("    " + example));
        lines.add(
                report.promisesKept()
                        ? console.style(Style.GREEN, "Every promise was kept.")
                        : console.style(Style.RED, "A promise was broken."));
        return lines;
    }

    private static String consistency(DemoReport.TimeToConsistency found) {
        String text = String.format(
                Locale.ROOT,
                "p50 %.1f ms, p99 %s, max %s; %s writes followed, outages included",
                found.p50Ms(),
                time(Math.round(found.p99Ms())),
                time(Math.round(found.maxMs())),
                number(found.samples()));
        return found.unfinished() == 0 ? text : text + "; " + found.unfinished() + " not seen everywhere";
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String promise(Console console, String what, long count) {
        String number = console.style(count == 0 ? Style.GREEN : Style.RED, Long.toString(count));
        return String.format(Locale.ROOT, "  %-44s %s", what, number);
    }

    private static String line(String what, String text) {
        return String.format(Locale.ROOT, "  %-30s %s", what, text);
    }

    private static String time(long ms) {
        return Durations.text(Duration.ofMillis(ms));
    }
}
