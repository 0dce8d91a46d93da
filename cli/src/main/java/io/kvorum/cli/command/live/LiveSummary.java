package io.kvorum.cli.command.live;

import io.kvorum.cli.Durations;
import io.kvorum.cli.output.Console;
import io.kvorum.cli.output.Console.Style;
import io.kvorum.harness.drill.DrillReport;
import io.kvorum.harness.drill.FaultFigures;
import io.kvorum.harness.drill.FaultKind;
import io.kvorum.harness.drill.LoadFigures;
import io.kvorum.harness.drill.NodeCopies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The end of a drill, as JSON fields and as prose. */
final class LiveSummary {
    private LiveSummary() {}

    static Map<String, Object> fields(DrillReport report) {
        LoadFigures load = report.load();
        Map<String, Object> fields = new TreeMap<>();
        fields.put("verdict", word(report.result()));
        fields.put(
                "properties",
                report.properties().stream().map(LiveSummary::fields).toList());
        fields.put("offences", report.judgement().offences());
        fields.put("troubles", report.troubles());
        fields.put("unforeseen", report.unforeseen());
        fields.put("seed", report.options().seed());
        fields.put("history", report.history().toString());
        fields.put("checkedAgainBy", again(report));
        fields.put("operations", load.operations());
        fields.put("perSecond", Math.round(load.perSecond()));
        fields.put("outcomes", load.outcomes());
        fields.put("actions", load.actions());
        fields.put("failures", load.failures());
        fields.put("durationMs", load.durationMs());
        fields.put("longestPauseMs", load.longestPauseMs());
        fields.put("longestSilenceMs", load.silenceMs());
        fields.put(
                "latencyMs",
                new TreeMap<>(
                        Map.of("p50", load.p50Ms(), "p99", load.p99Ms(), "p999", load.p999Ms(), "max", load.maxMs())));
        fields.put("schedule", report.planned().stream().map(Object::toString).toList());
        fields.put("faults", load.faults().stream().map(LiveSummary::fields).toList());
        fields.put("busiestNodes", report.busiest());
        fields.put("copies", report.copies().stream().map(LiveSummary::fields).toList());
        fields.put("configurations", report.judgement().configurations());
        fields.put("judgedInMs", report.judgement().tookMs());
        return fields;
    }

    private static Map<String, Object> fields(DrillReport.Property property) {
        return new TreeMap<>(
                Map.of("property", property.what(), "verdict", word(property.result()), "found", property.found()));
    }

    private static Map<String, Object> fields(NodeCopies copies) {
        return new TreeMap<>(Map.of(
                "node", copies.node(),
                "same", copies.same(),
                "behind", copies.behind(),
                "other", copies.other(),
                "unanswered", copies.unanswered()));
    }

    private static Map<String, Object> fields(FaultFigures fault) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("number", fault.number());
        one.put("kind", fault.fault().kind().toString());
        one.put("nodes", fault.fault().nodes());
        one.put("holdMs", fault.fault().hold().toMillis());
        one.put("atMs", fault.atMs());
        one.put("longestPauseMs", fault.longestPauseMs());
        one.put("pauseEndedMs", fault.pauseEndedMs());
        one.put("longestSilenceMs", fault.silenceMs());
        fault.servedAgainMs().ifPresent(ms -> one.put("servedAgainMs", ms));
        fault.healedMs().ifPresent(ms -> one.put("healedMs", ms));
        fault.servingMs().ifPresent(ms -> one.put("servingMs", ms));
        one.put("unknown", fault.unknown());
        one.put("notApplied", fault.notApplied());
        return one;
    }

    private static String word(DrillReport.Result result) {
        return switch (result) {
            case FINE -> "fine";
            case BROKEN -> "broken";
            case UNKNOWN -> "unknown";
        };
    }

    private static String again(DrillReport report) {
        return "kvctl check " + report.history() + " --model cas";
    }

    static List<String> prose(DrillReport report, Console console) {
        LoadFigures load = report.load();
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(String.format(
                Locale.ROOT, "%-46s  %8s  %8s  %12s  %8s", "FAULT", "PAUSE", "SILENCE", "SERVED AGAIN", "UNKNOWN"));
        load.faults().forEach(fault -> lines.add(line(fault)));
        lines.add("");
        lines.add(line(
                "operations",
                String.format(
                        Locale.ROOT,
                        "%,d in %s, %,.0f/s; %s",
                        load.operations(),
                        time(load.durationMs()),
                        load.perSecond(),
                        load.outcomes())));
        if (!load.failures().isEmpty()) {
            lines.add(line("no definite answer", load.failures().toString()));
        }
        lines.add(line(
                "latency",
                String.format(
                        Locale.ROOT,
                        "p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, max %s",
                        load.p50Ms(),
                        load.p99Ms(),
                        load.p999Ms(),
                        time(Math.round(load.maxMs())))));
        for (FaultKind kind : report.options().faults()) {
            lines.add(line("faults: " + kind, kind(kind, load.faults())));
        }
        lines.add(line("busiest coordinator", busiest(report)));
        lines.add(line(
                "longest pause",
                time(load.longestPauseMs()) + " of one client, " + time(load.silenceMs()) + " of all at once"));
        report.copies().forEach(copies -> lines.add(line("n" + copies.node() + " by itself", text(copies))));
        lines.add(line(
                "judged",
                String.format(
                        Locale.ROOT,
                        "%,d operations in %s, %,d configurations",
                        report.judgement().operations(),
                        time(report.judgement().tookMs()),
                        report.judgement().configurations())));
        lines.add("");
        report.properties().forEach(property -> lines.add(line(property, console)));
        report.judgement().offences().forEach(offence -> lines.add("    " + offence));
        report.troubles().forEach(trouble -> lines.add("    " + trouble));
        report.unforeseen().stream().limit(10).forEach(thrown -> lines.add("    " + thrown));
        lines.add("");
        lines.add("history: " + report.history());
        lines.add("again:   " + again(report));
        return lines;
    }

    private static String line(FaultFigures fault) {
        return String.format(
                Locale.ROOT,
                "%-46s  %8s  %8s  %12s  %8d",
                fault.number() + ". " + fault.fault().what(),
                time(fault.longestPauseMs()),
                time(fault.silenceMs()),
                optional(fault.servedAgainMs()),
                fault.unknown());
    }

    private static String kind(FaultKind kind, List<FaultFigures> all) {
        List<FaultFigures> faults =
                all.stream().filter(fault -> fault.fault().kind() == kind).toList();
        return faults.size() + worst(faults);
    }

    private static String worst(List<FaultFigures> faults) {
        if (faults.isEmpty()) {
            return "";
        }
        LongStream pauses = faults.stream().mapToLong(FaultFigures::longestPauseMs);
        LongStream silences = faults.stream().mapToLong(FaultFigures::silenceMs);
        long late =
                faults.stream().filter(fault -> fault.longestPauseMs() > 1_000).count();
        return "; longest pause " + time(pauses.max().orElse(0)) + " of one client, "
                + time(silences.max().orElse(0)) + " of all at once; " + late + " with a pause above 1 s";
    }

    private static String busiest(DrillReport report) {
        List<FaultFigures> kills = report.load().faults().stream()
                .filter(fault -> fault.fault().kind() == FaultKind.KILL
                        && fault.fault().nodes().stream().anyMatch(report.busiest()::contains))
                .toList();
        String names = report.busiest().stream().map(node -> "n" + node).collect(Collectors.joining(", "));
        return names + ", killed " + kills.size() + " times" + worst(kills);
    }

    private static String text(NodeCopies copies) {
        return copies.same() + " keys as read last, " + copies.behind() + " behind, " + copies.other() + " undecided, "
                + copies.unanswered() + " not answered";
    }

    private static String line(DrillReport.Property property, Console console) {
        Style style = switch (property.result()) {
            case FINE -> Style.GREEN;
            case BROKEN -> Style.RED;
            case UNKNOWN -> Style.YELLOW;
        };
        return String.format(
                Locale.ROOT,
                "%s  %-50s %s",
                console.style(style, String.format(Locale.ROOT, "%-7s", word(property.result()))),
                property.what(),
                property.found());
    }

    private static String line(String what, String text) {
        return String.format(Locale.ROOT, "  %-22s %s", what, text);
    }

    private static String optional(OptionalLong ms) {
        return ms.isPresent() ? time(ms.getAsLong()) : "never";
    }

    private static String time(long ms) {
        return Durations.text(Duration.ofMillis(ms));
    }
}
