package io.kvorum.harness.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs, batches and searches as text for a terminal. */
public final class SimReport {
    private static final int MAX_RED = 20;
    private static final int MAX_STORY = 400;

    private SimReport() {}

    /** One run; of a failing one also its violations, its story and the command that replays it. */
    public static String of(SimResult result) {
        List<String> lines = new ArrayList<>();
        lines.add(summary(result));
        lines.add("  faults        " + counts(result.faults()));
        lines.add("  coincidences  " + counts(result.coincidences()));
        lines.add("  trace         " + result.traceHashText());
        if (!result.isGreen()) {
            result.violations().forEach(violation -> lines.add("  BROKEN  " + violation));
            int skipped = Math.max(0, result.story().size() - MAX_STORY);
            lines.add("  what happened" + (skipped > 0 ? " (the last " + MAX_STORY + " events)" : "") + ":");
            result.story().stream().skip(skipped).forEach(line -> lines.add("    " + line));
            lines.add("  replay: " + result.options().replayCommand());
        }
        return String.join("\n", lines);
    }

    /** One line about a run. */
    public static String summary(SimResult result) {
        SimResult.Counts ops = result.operations();
        return String.format(
                Locale.ROOT,
                "seed %d %s: %s, %d nodes, %d reads, %d writes acknowledged, %d not applied, %d unknown; %d steps in"
                        + " %.1f s of virtual time, settled %.1f s after the faults",
                result.options().seed(),
                result.profile(),
                result.isGreen() ? "green" : "RED",
                result.nodes(),
                ops.reads(),
                ops.acknowledged(),
                ops.notApplied(),
                ops.unknown(),
                result.steps(),
                result.virtualMillis() / 1e3,
                result.settledMillis() / 1e3);
    }

    public static String of(BatchResult batch) {
        List<String> lines = new ArrayList<>();
        SimResult.Counts ops = batch.operations();
        lines.add(String.format(
                Locale.ROOT,
                "%d seeds from %d on, %d operations each: %s; %.1f s, %.1f seeds/s, %d steps, %.0f s of virtual time",
                batch.options().seeds(),
                batch.options().firstSeed(),
                batch.options().operations(),
                batch.isGreen() ? "all green" : batch.red().size() + " RED",
                batch.seconds(),
                batch.seedsPerSecond(),
                batch.steps(),
                batch.virtualMillis() / 1e3));
        lines.add("  operations    " + ops.reads() + " reads, " + ops.acknowledged() + " writes acknowledged, "
                + ops.notApplied() + " not applied, " + ops.unknown() + " unknown");
        lines.add("  faults        " + counts(batch.faults()));
        lines.add("  coincidences  " + counts(batch.coincidences()));
        if (!batch.neverMet().isEmpty()) {
            lines.add("  never met     " + batch.neverMet());
        }
        lines.add(String.format(
                Locale.ROOT,
                "  settled       at most %.1f s after the last fault",
                batch.longestSettlingMillis() / 1e3));
        lines.add(String.format(Locale.ROOT, "  traces        %016x%s", batch.tracesHash(), equality(batch)));
        batch.red().stream().limit(MAX_RED).forEach(red -> {
            lines.add("  " + summary(red));
            red.violations().stream().limit(3).forEach(violation -> lines.add("    BROKEN  " + violation));
            lines.add("    replay: " + red.options().replayCommand());
        });
        return String.join("\n", lines);
    }

    private static String equality(BatchResult batch) {
        if (!batch.options().twice()) {
            return "";
        }
        return batch.unequal().isEmpty()
                ? ", each seed twice the same"
                : ", NOT the same twice for seeds " + batch.unequal();
    }

    public static String of(PlantedSearch.Finding finding) {
        return finding.violation()
                .map(violation -> String.format(
                        Locale.ROOT,
                        "%-30s found after %3d seeds: %s   replay: %s",
                        finding.bug(),
                        finding.seeds(),
                        violation.kind(),
                        finding.replayCommand()))
                .orElseGet(() ->
                        String.format(Locale.ROOT, "%-30s NOT FOUND in %d seeds", finding.bug(), finding.seeds()));
    }

    private static String counts(Map<?, ? extends Number> counts) {
        List<String> parts = new ArrayList<>();
        counts.forEach((what, count) ->
                parts.add(what.toString().toLowerCase(Locale.ROOT).replace('_', '-') + " " + count));
        return parts.isEmpty() ? "none" : String.join(", ", parts);
    }
}
