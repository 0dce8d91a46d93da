package io.kvorum.cli.command.live;

import io.kvorum.harness.drill.CasFindings;
import io.kvorum.harness.drill.CounterFindings;
import io.kvorum.harness.drill.DrillReport;
import io.kvorum.harness.drill.FaultFigures;
import io.kvorum.harness.drill.Findings;
import io.kvorum.harness.drill.KindFigures;
import io.kvorum.harness.drill.LoadFigures;
import io.kvorum.harness.drill.NodeCopies;
import io.kvorum.harness.drill.RegisterFindings;
import io.kvorum.harness.drill.Slice;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The end of a drill, as JSON fields. */
final class LiveFields {
    private LiveFields() {}

    static Map<String, Object> of(DrillReport report) {
        LoadFigures load = report.load();
        Map<String, Object> fields = new TreeMap<>();
        fields.put("workload", report.options().workload().toString());
        fields.put("links", links(report));
        fields.put("verdict", word(report.result()));
        fields.put(
                "properties", report.properties().stream().map(LiveFields::of).toList());
        fields.put("offences", report.findings().offences());
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
        fields.put("faults", load.faults().stream().map(LiveFields::of).toList());
        fields.put("kinds", load.kinds().stream().map(LiveFields::of).toList());
        fields.put("sliceMs", load.sliceMs());
        fields.put("timeline", load.slices().stream().map(LiveFields::of).toList());
        fields.put("busiestNodes", report.busiest());
        fields.put("judgedInMs", report.findings().tookMs());
        fields.put("judgedOperations", report.findings().operations());
        add(report.findings(), fields);
        return fields;
    }

    private static void add(Findings findings, Map<String, Object> fields) {
        switch (findings) {
            case CasFindings cas -> {
                fields.put("copies", cas.copies().stream().map(LiveFields::of).toList());
                fields.put("configurations", cas.judgement().configurations());
            }
            case RegisterFindings registers -> {
                fields.put("reads", registers.judgement().reads());
                fields.put("replicaRows", registers.replicas().rows());
                fields.put("identicalAfterMs", registers.replicas().convergedAfterMs());
                fields.put("differing", registers.judgement().differing());
            }
            case CounterFindings counters -> {
                fields.put("increments", counters.judgement().increments());
                fields.put("sentTwice", counters.sentTwice());
                fields.put("unknownIncrements", counters.judgement().unknown());
                fields.put("reads", counters.judgement().reads());
                fields.put("equalAfterMs", counters.equalAfterMs());
                fields.put("wrong", counters.judgement().wrong());
            }
        }
    }

    /** Where links can be broken. */
    static String links(DrillReport report) {
        return report.options().breaksLinks() ? "user-space proxies" : "direct";
    }

    private static Map<String, Object> of(DrillReport.Property property) {
        return new TreeMap<>(
                Map.of("property", property.what(), "verdict", word(property.result()), "found", property.found()));
    }

    private static Map<String, Object> of(NodeCopies copies) {
        return new TreeMap<>(Map.of(
                "node", copies.node(),
                "same", copies.same(),
                "behind", copies.behind(),
                "other", copies.other(),
                "unanswered", copies.unanswered()));
    }

    private static Map<String, Object> of(FaultFigures fault) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("number", fault.number());
        one.put("kind", fault.fault().kind().toString());
        one.put("what", fault.fault().what());
        one.put("nodes", fault.fault().nodes());
        one.put("holdMs", fault.fault().hold().toMillis());
        one.put("atMs", fault.atMs());
        one.put("longestPauseMs", fault.longestPauseMs());
        one.put("pauseEndedMs", fault.pauseEndedMs());
        one.put("longestSilenceMs", fault.silenceMs());
        put(one, "servedAgainMs", fault.servedAgainMs());
        put(one, "healedMs", fault.healedMs());
        put(one, "servingMs", fault.servingMs());
        put(one, "recoveredMs", fault.recoveredMs());
        put(one, "consistentMs", fault.consistentMs());
        one.put("operations", fault.operations());
        one.put("answered", fault.answered());
        one.put("unknown", fault.unknown());
        one.put("notApplied", fault.notApplied());
        return one;
    }

    private static Map<String, Object> of(KindFigures kind) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("kind", kind.kind().toString());
        one.put("faults", kind.faults());
        one.put("operations", kind.operations());
        one.put("answered", kind.answered());
        one.put("availability", kind.availability());
        one.put("longestPauseMs", kind.longestPauseMs());
        one.put("longestSilenceMs", kind.silenceMs());
        put(one, "recoveryMs", kind.recoveryMs());
        one.put("notRecovered", kind.neverRecovered());
        put(one, "consistencyMs", kind.consistencyMs());
        one.put("notConsistent", kind.neverConsistent());
        return one;
    }

    private static Map<String, Object> of(Slice slice) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("atMs", slice.atMs());
        one.put("outcomes", slice.outcomes());
        one.put("p50Ms", slice.p50Ms());
        one.put("p99Ms", slice.p99Ms());
        one.put("maxMs", slice.maxMs());
        return one;
    }

    private static void put(Map<String, Object> fields, String name, OptionalLong ms) {
        ms.ifPresent(value -> fields.put(name, value));
    }

    static String word(DrillReport.Result result) {
        return switch (result) {
            case FINE -> "fine";
            case BROKEN -> "broken";
            case UNKNOWN -> "unknown";
        };
    }

    static String again(DrillReport report) {
        return "kvctl check " + report.history() + " --model "
                + report.findings().model();
    }
}
