package io.kvorum.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.bench.workload.Op;
import java.io.IOException;
import java.nio.file.Path;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistogramLogTest {
    @Test
    void hdrHistogramsOwnReaderReadsIt(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.hlog");
        Histogram histogram = new Histogram(3);
        histogram.recordValue(100);
        histogram.recordValue(2_000);
        histogram.setStartTimeStamp(System.currentTimeMillis());
        histogram.setEndTimeStamp(System.currentTimeMillis() + 1_000);
        try (HistogramLog log = new HistogramLog(file, "test")) {
            log.interval(Op.READ, histogram);
            log.interval(Op.READ_MODIFY_WRITE, histogram);
        }
        try (HistogramLogReader reader = new HistogramLogReader(file.toFile())) {
            for (Op op : new Op[] {Op.READ, Op.READ_MODIFY_WRITE}) {
                EncodableHistogram read = reader.nextIntervalHistogram();
                assertThat(read).isEqualTo(histogram);
                assertThat(read.getTag()).isEqualTo(op.label());
            }
            assertThat(reader.hasNext()).isFalse();
        }
    }
}
