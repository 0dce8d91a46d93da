package io.kvorum.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvorum.bench.load.Second;
import io.kvorum.bench.result.Measured;
import io.kvorum.bench.result.RunRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The page: a template, uPlot's script and style, and the runs as data. */
public final class ReportPage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UPLOT = "META-INF/resources/webjars/uplot/";
    private static final String UPLOT_POM = "META-INF/maven/org.webjars.npm/uplot/pom.properties";

    /** Steps per tenth of what is left: 0, 1 and 2 are the percentiles 0, 90 and 99. */
    private static final int STEPS_PER_NINE = 20;

    private static final int NINES = 6;

    private ReportPage() {}

    /** @param title a line of text */
    public static String of(String title, List<RunRecord> runs) {
        return of(title, runs, List.of());
    }

    /**
     * @param title a line of text
     * @param profiles drawn as flame graphs
     */
    public static String of(String title, List<RunRecord> runs, List<Stacks> profiles) {
        String uplot = UPLOT + property(UPLOT_POM, "version") + "/";
        return text("io/kvorum/bench/report/report.html")
                .replace("{{title}}", escaped(title))
                .replace("/*{{uplot.css}}*/", text(uplot + "dist/uPlot.min.css"))
                .replace("{{uplot.license}}", text(uplot + "LICENSE").strip())
                .replace("/*{{report.js}}*/", text("io/kvorum/bench/report/report.js"))
                .replace("/*{{uplot.js}}*/", text(uplot + "dist/uPlot.iife.min.js"))
                .replace("{{data}}", data(runs, profiles));
    }

    private static String data(List<RunRecord> runs, List<Stacks> profiles) {
        Map<String, Object> data = new LinkedHashMap<>();
        List<Double> nines = new ArrayList<>();
        for (int step = 0; step <= NINES * STEPS_PER_NINE; step++) {
            nines.add(step / (double) STEPS_PER_NINE);
        }
        data.put("nines", nines);
        data.put("runs", runs.stream().map(run -> run(run, nines)).toList());
        data.put("profiles", profiles);
        try {
            // Within a script element: nothing may look like its end.
            return JSON.writeValueAsString(data).replace("<", "\\u003c");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the runs cannot be written", e);
        }
    }

    private static Map<String, Object> run(RunRecord run, List<Double> nines) {
        Measured measured = run.measured();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("store", run.store());
        fields.put("label", run.label());
        fields.put("startedAt", run.startedAt());
        fields.put("machine", run.machine());
        fields.put("settings", run.settings());
        fields.put("asked", run.asked());
        fields.put("load", run.asked().load());
        fields.put("seconds", measured.seconds());
        fields.put("perSecond", measured.perSecond());
        fields.put("operations", measured.operations());
        fields.put("failures", measured.failures());
        fields.put("wrongValues", measured.wrongValues());
        fields.put("missing", measured.missing());
        fields.put("siblings", measured.siblings());
        fields.put("delayed", measured.delayed());
        fields.put("neverBegun", measured.neverBegun());
        fields.put("endedEarly", measured.endedEarly());
        Histogram histogram = measured.overall().decoded();
        fields.put(
                "percentilesMs",
                nines.stream().map(nine -> millisAt(histogram, nine)).toList());
        Map<String, Object> byKind = new LinkedHashMap<>();
        byKind.put("all", figures(histogram));
        measured.latencies().forEach((op, latency) -> byKind.put(op, figures(latency.decoded())));
        fields.put("latencies", byKind);
        fields.put("series", measured.series().stream().map(ReportPage::second).toList());
        fields.put("clientCpuUs", orNull(run.clientCpuMicrosPerOperation()));
        fields.put("serverCpuUs", orNull(run.serverCpuMicrosPerOperation()));
        fields.put("writtenBytesPerOp", orNull(run.writtenBytesPerOperation()));
        fields.put("serverRssBytes", run.largestServerRssBytes());
        return fields;
    }

    /** The latency that all but 10<sup>-nines</sup> of the operations stay below; nothing where that is less than one. */
    private static @Nullable Double millisAt(Histogram histogram, double nines) {
        double beyond = Math.pow(10, -nines);
        if (beyond * histogram.getTotalCount() < 1) {
            return null;
        }
        return histogram.getValueAtPercentile(100 * (1 - beyond)) / 1e3;
    }

    private static Map<String, Object> figures(Histogram histogram) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("count", histogram.getTotalCount());
        figures.put("p50", histogram.getValueAtPercentile(50) / 1e3);
        figures.put("p90", histogram.getValueAtPercentile(90) / 1e3);
        figures.put("p99", histogram.getValueAtPercentile(99) / 1e3);
        figures.put("p999", histogram.getValueAtPercentile(99.9) / 1e3);
        figures.put("max", histogram.getMaxValue() / 1e3);
        return figures;
    }

    private static List<Object> second(Second second) {
        long failed =
                second.failures().values().stream().mapToLong(Long::longValue).sum();
        return List.of(
                second.second(),
                second.operations(),
                failed,
                second.p50Micros() / 1e3,
                second.p99Micros() / 1e3,
                second.maxMicros() / 1e3);
    }

    private static @Nullable Double orNull(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String property(String resource, String name) {
        Properties properties = new Properties();
        try (InputStream stream = open(resource)) {
            properties.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty(name);
    }

    private static String text(String resource) {
        try (InputStream stream = open(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        InputStream stream = ReportPage.class.getClassLoader().getResourceAsStream(resource);
        if (stream == null) {
            throw new IllegalStateException(resource + " is not on the class path");
        }
        return stream;
    }
}
