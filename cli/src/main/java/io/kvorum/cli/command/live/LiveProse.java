package io.kvorum.cli.command.live;

import io.kvorum.cli.Durations;
import io.kvorum.cli.output.Console;
import io.kvorum.cli.output.Console.Style;
import io.kvorum.harness.drill.CasFindings;
import io.kvorum.harness.drill.CounterFindings;
import io.kvorum.harness.drill.DrillReport;
import io.kvorum.harness.drill.FaultFigures;
import io.kvorum.harness.drill.FaultKind;
import io.kvorum.harness.drill.KindFigures;
import io.kvorum.harness.drill.LoadFigures;
import io.kvorum.harness.drill.NodeCopies;
import io.kvorum.harness.drill.RegisterFindings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The end of a drill, for people. */
final class LiveProse {
    private static final int MOST_THROWN = 10;

    private final DrillReport report;
    private final Console console;
    private final List<String> lines = new ArrayList<>();

    private LiveProse(DrillReport report, Console console) {
        this.report = report;
        this.console = console;
    }

    static List<String> of(DrillReport report, Console console) {
        LiveProse prose = new LiveProse(report, console);
        prose.faults();
        prose.kinds();
        prose.load();
        prose.findings();
        prose.verdicts();
        return prose.lines;
    }

    private void faults() {
        List<FaultFigures> faults = report.load().faults();
        int width =
                faults.stream().mapToInt(fault -> name(fault).length()).max().orElse(0);
        String form = "%-" + Math.max(46, width) + "s  %8s  %8s  %12s  %9s  %9s  %8s";
        lines.add("");
        lines.add(String.format(
                Locale.ROOT, form, "FAULT", "PAUSE", "SILENCE", "SERVED AGAIN", "RECOVERED", "AVAILABLE", "UNKNOWN"));
        for (FaultFigures fault : faults) {
            lines.add(String.format(
                    Locale.ROOT,
                    form,
                    name(fault),
                    time(fault.longestPauseMs()),
                    time(fault.silenceMs()),
                    optional(fault.servedAgainMs(), "later"),
                    optional(fault.recoveredMs(), "later"),
                    share(fault.operations(), fault.answered()),
                    fault.unknown()));
        }
    }

    private static String name(FaultFigures fault) {
        return fault.number() + ". " + fault.fault().what();
    }

    private void kinds() {
        String form = "%-14s  %6s  %9s  %8s  %8s  %9s  %10s";
        lines.add("");
        lines.add(String.format(
                Locale.ROOT, form, "KIND", "FAULTS", "AVAILABLE", "PAUSE", "SILENCE", "RECOVERED", "CONSISTENT"));
        for (KindFigures kind : report.load().kinds()) {
            lines.add(String.format(
                    Locale.ROOT,
                    form,
                    kind.kind(),
                    kind.faults(),
                    share(kind.operations(), kind.answered()),
                    time(kind.longestPauseMs()),
                    time(kind.silenceMs()),
                    worst(kind.neverRecovered(), kind.recoveryMs()),
                    worst(kind.neverConsistent(), kind.consistencyMs())));
        }
    }

    /** If it was not reached before the next fault once, no time is the worst. */
    private static String worst(long never, OptionalLong ms) {
        return never > 0 ? "later (" + never + ")" : optional(ms, "-");
    }

    private void load() {
        LoadFigures load = report.load();
        lines.add("");
        line(
                "operations",
                String.format(
                        Locale.ROOT,
                        "%,d in %s, %,.0f/s; %s",
                        load.operations(),
                        time(load.durationMs()),
                        load.perSecond(),
                        load.outcomes()));
        if (!load.failures().isEmpty()) {
            line("no definite answer", load.failures().toString());
        }
        line(
                "latency",
                String.format(
                        Locale.ROOT,
                        "p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, max %s",
                        load.p50Ms(),
                        load.p99Ms(),
                        load.p999Ms(),
                        time(Math.round(load.maxMs()))));
        line("links", LiveFields.links(report));
        line(
                "longest pause",
                time(load.longestPauseMs()) + " of one client, " + time(load.silenceMs()) + " of all at once");
    }

    private void findings() {
        switch (report.findings()) {
            case CasFindings cas -> {
                line("busiest coordinator", busiest());
                cas.copies().forEach(copies -> line("n" + copies.node() + " by itself", text(copies)));
                judged(String.format(
                        Locale.ROOT, ", %,d configurations", cas.judgement().configurations()));
            }
            case RegisterFindings registers -> {
                line(
                        "replicas",
                        String.format(
                                Locale.ROOT,
                                "%,d rows read; identical %s after the load",
                                registers.replicas().rows(),
                                time(registers.replicas().convergedAfterMs())));
                judged(String.format(
                        Locale.ROOT, ", %,d reads", registers.judgement().reads()));
            }
            case CounterFindings counters -> {
                line(
                        "increments",
                        String.format(
                                Locale.ROOT,
                                "%,d acknowledged, %,d of them sent twice, %,d unknown",
                                counters.judgement().increments(),
                                counters.sentTwice(),
                                counters.judgement().unknown()));
                judged(String.format(
                        Locale.ROOT, ", %,d reads", counters.judgement().reads()));
            }
        }
    }

    private void judged(String more) {
        line(
                "judged",
                String.format(
                        Locale.ROOT,
                        "%,d operations in %s%s",
                        report.findings().operations(),
                        time(report.findings().tookMs()),
                        more));
    }

    private void verdicts() {
        lines.add("");
        report.properties().forEach(property -> lines.add(line(property)));
        report.findings().offences().forEach(offence -> lines.add("    " + offence));
        report.troubles().forEach(trouble -> lines.add("    " + trouble));
        report.unforeseen().stream().limit(MOST_THROWN).forEach(thrown -> lines.add("    " + thrown));
        lines.add("");
        lines.add("history: " + report.history());
        lines.add("again:   " + LiveFields.again(report));
    }

    private String busiest() {
        List<FaultFigures> kills = report.load().faults().stream()
                .filter(fault -> fault.fault().kind() == FaultKind.KILL
                        && fault.fault().nodes().stream().anyMatch(report.busiest()::contains))
                .toList();
        String names = report.busiest().stream().map(node -> "n" + node).collect(Collectors.joining(", "));
        if (kills.isEmpty()) {
            return names + ", never killed";
        }
        KindFigures figures = KindFigures.of(FaultKind.KILL, kills);
        return names + ", killed " + kills.size() + " times; longest pause " + time(figures.longestPauseMs())
                + " of one client, " + time(figures.silenceMs()) + " of all at once; " + figures.late()
                + " with a pause above 1 s";
    }

    private static String text(NodeCopies copies) {
        return copies.same() + " keys as read last, " + copies.behind() + " behind, " + copies.other() + " undecided, "
                + copies.unanswered() + " not answered";
    }

    private String line(DrillReport.Property property) {
        Style style = switch (property.result()) {
            case FINE -> Style.GREEN;
            case BROKEN -> Style.RED;
            case UNKNOWN -> Style.YELLOW;
        };
        return String.format(
                Locale.ROOT,
                "%s  %-50s %s",
                console.style(style, String.format(Locale.ROOT, "%-7s", LiveFields.word(property.result()))),
                property.what(),
                property.found());
    }

    private void line(String what, String text) {
        lines.add(String.format(Locale.ROOT, "  %-22s %s", what, text));
    }

    /** Rounded down: what is not all is never shown as 100 %. */
    static String share(long operations, long answered) {
        if (operations == 0) {
            return "-";
        }
        return String.format(Locale.ROOT, "%.3f %%", Math.floor(1e5 * answered / operations) / 1e3);
    }

    private static String optional(OptionalLong ms, String none) {
        return ms.isPresent() ? time(ms.getAsLong()) : none;
    }

    private static String time(long ms) {
        return Durations.text(Duration.ofMillis(ms));
    }
}
