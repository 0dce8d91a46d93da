package io.kvorum.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kvorum.protocol.client.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node reports what docs/metrics.md says, and counts what happens. */
class MetricsTest {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final Pattern NAME = Pattern.compile("`(kvorum_[a-z_]+)`");

    @TempDir
    private Path directory;

    @Test
    void everyMetricOfThePageIsReportedAndReadsAreCounted() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, 3, Map.of()).startAll()) {
            cluster.awaitReady();
            try (TestClient client = cluster.client(1)) {
                assertThat(client.put("k", "one").hasWritten()).isTrue();
                assertThat(client.put("k", "beside").hasWritten()).isTrue();
                Response read = client.get("k");
                assertThat(read.getFound().getVersionsCount()).isEqualTo(2);
            }
            List<String> names = names();
            assertThat(names).hasSizeGreaterThan(30);
            await().atMost(TestCluster.PATIENCE)
                    .untilAsserted(() -> assertThat(reported(cluster.node(1))).containsAll(names));
            await().atMost(TestCluster.PATIENCE)
                    .until(() -> Arrays.stream(new int[] {1, 2, 3})
                                    .mapToDouble(node -> sum(cluster.node(node), "kvorum_siblings_sum"))
                                    .sum()
                            == 2);
        }
    }

    /** Of the table; those below it need trouble. */
    private static List<String> names() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf('|', 1)))
                .flatMap(cell -> NAME.matcher(cell).results().map(found -> found.group(1)))
                .toList();
    }

    /** Without the endings of histograms. */
    private static List<String> reported(KvorumNode node) {
        return node.metrics()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ")[2])
                .toList();
    }

    private static double sum(KvorumNode node, String metric) {
        Pattern value = Pattern.compile("(?m)^" + metric + "\\{[^}]*} ([0-9.]+)");
        Matcher matcher = value.matcher(node.metrics());
        double sum = 0;
        while (matcher.find()) {
            sum += Double.parseDouble(matcher.group(1));
        }
        return sum;
    }
}
