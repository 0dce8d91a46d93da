package io.kvorum.cli.command.bench;

import io.kvorum.bench.load.CountedUpdates;
import io.kvorum.bench.result.Latency;
import io.kvorum.bench.result.Measured;
import io.kvorum.bench.result.RunRecord;
import io.kvorum.bench.workload.Op;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run as a row: figures for people and scripts, without histograms. */
final class RunRow {
    private RunRow() {}

    /** Of the table; a row has more. */
    static List<String> columns(List<RunRecord> runs) {
        List<String> columns = new ArrayList<>(
                List.of("workload", "load", "opsPerSecond", "p50Ms", "p99Ms", "p999Ms", "maxMs", "failures"));
        if (runs.stream()
                .anyMatch(run -> run.measured().delayed() + run.measured().neverBegun() > 0)) {
            columns.addAll(List.of("delayed", "neverBegun"));
        }
        if (runs.stream().anyMatch(run -> run.measured().siblings() > 0)) {
            columns.add("siblings");
        }
        if (runs.stream().anyMatch(run -> run.measured().wrongValues() > 0)) {
            columns.add("wrongValues");
        }
        if (runs.stream().anyMatch(RunRow::updatesByCompareAndSet)) {
            columns.addAll(List.of("conflicts", "slowestShare"));
        }
        columns.add("clientCpuUs");
        if (runs.stream().anyMatch(run -> run.largestServerRssBytes() > 0)) {
            columns.addAll(List.of("serverCpuUs", "serverRssMb", "writtenBytesPerOp"));
        }
        return columns;
    }

    static Map<String, Object> of(RunRecord run) {
        Measured measured = run.measured();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("store", run.store());
        row.put("workload", run.asked().workload());
        row.put("load", run.asked().load());
        row.put("threads", run.asked().threads());
        row.put("ratePerSecond", run.asked().ratePerSecond());
        row.put("seconds", measured.seconds());
        row.put("operations", measured.operations());
        row.put("opsPerSecond", Math.round(measured.perSecond()));
        putLatency(row, measured.overall());
        Map<String, Object> byKind = new LinkedHashMap<>();
        measured.latencies().forEach((op, latency) -> {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("count", latency.count());
            putLatency(figures, latency);
            byKind.put(op, figures);
        });
        row.put("byOperation", byKind);
        row.put("failures", measured.failures());
        row.put("wrongValues", measured.wrongValues());
        row.put("missing", measured.missing());
        row.put("siblings", measured.siblings());
        row.put("delayed", measured.delayed());
        row.put("neverBegun", measured.neverBegun());
        row.put("endedEarly", measured.endedEarly());
        if (updatesByCompareAndSet(run)) {
            CountedUpdates updates = measured.updates();
            row.put("conflicts", updates.conflicts());
            row.put("slowestShare", Math.round(updates.slowestShare() * 1_000) / 1_000.0);
            row.put("lostUpdates", updates.lost());
            row.put("doubledUpdates", updates.doubled());
            row.put("unknownUpdates", updates.unknown());
            row.put("unreadKeys", updates.unread());
        }
        if (run.asked().mix().containsKey(Op.SERIAL_READ.label()) || updatesByCompareAndSet(run)) {
            row.put("staleReads", measured.updates().stale());
        }
        putIfKnown(row, "clientCpuUs", run.clientCpuMicrosPerOperation());
        putIfKnown(row, "serverCpuUs", run.serverCpuMicrosPerOperation());
        if (run.largestServerRssBytes() > 0) {
            row.put("serverRssMb", run.largestServerRssBytes() >> 20);
            row.put("writtenBytesPerOp", Math.round(run.writtenBytesPerOperation()));
        }
        row.put("series", measured.series());
        return row;
    }

    private static boolean updatesByCompareAndSet(RunRecord run) {
        return run.asked().mix().containsKey(Op.COMPARE_AND_SET.label());
    }

    private static void putLatency(Map<String, Object> row, Latency latency) {
        row.put("p50Ms", latency.p50Micros() / 1e3);
        row.put("p90Ms", latency.p90Micros() / 1e3);
        row.put("p99Ms", latency.p99Micros() / 1e3);
        row.put("p999Ms", latency.p999Micros() / 1e3);
        row.put("maxMs", latency.maxMicros() / 1e3);
    }

    private static void putIfKnown(Map<String, Object> row, String name, double value) {
        if (!Double.isNaN(value)) {
            row.put(name, Math.round(value * 10) / 10.0);
        }
    }
}
