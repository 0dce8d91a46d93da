package io.kvorum.bench.load;

import io.kvorum.bench.workload.Op;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Writes the latencies of each second to a log that HdrHistogram's tools read: one line per second and kind of operation, which
 * is the line's tag; in microseconds.
 */
public final class HistogramLog implements LoadListener, AutoCloseable {
    private static final double MICROS_PER_MILLI = 1_000;
    private static final double MILLIS_PER_SECOND = 1_000;

    private final PrintStream file;
    private final HistogramLogWriter log;
    private final long begin = System.currentTimeMillis();

    /** Makes the file, or empties it. */
    public HistogramLog(Path path, String comment) throws IOException {
        file = new PrintStream(Files.newOutputStream(path), false, StandardCharsets.UTF_8);
        log = new HistogramLogWriter(file);
        log.outputComment("[" + comment + "; values are microseconds, maxima are shown in milliseconds]");
        log.outputLogFormatVersion();
        log.outputStartTime(begin);
        log.setBaseTime(begin);
        log.outputLegend();
    }

    @Override
    public void interval(Op op, Histogram latencies) {
        latencies.setTag(op.label());
        log.outputIntervalHistogram(
                (latencies.getStartTimeStamp() - begin) / MILLIS_PER_SECOND,
                (latencies.getEndTimeStamp() - begin) / MILLIS_PER_SECOND,
                latencies,
                MICROS_PER_MILLI);
    }

    @Override
    public void close() throws IOException {
        file.flush();
        boolean failed = file.checkError();
        file.close();
        if (failed) {
            throw new IOException("the histogram log could not be written completely");
        }
    }
}
