package io.kvorum.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Alerts and dashboard ask for metrics that there are; which there are says docs/metrics.md, which {@link MetricsTest} holds. */
class MonitoringTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Path RULES = DOCS.resolve("monitoring").resolve("alerts.yml");
    private static final Path DASHBOARD = DOCS.resolve("monitoring").resolve("grafana.json");
    private static final Pattern NAME = Pattern.compile("kvorum_[a-z_]+");

    @Test
    void everyMetricThatIsAskedForIsReported() throws IOException {
        Set<String> known = names(DOCS.resolve("metrics.md"));
        for (Path file : new Path[] {RULES, DASHBOARD}) {
            for (String name : names(file)) {
                String base = name.replaceFirst("_(bucket|count|sum)$", "");
                assertThat(known.contains(name) || known.contains(base))
                        .as(file + " asks for " + name)
                        .isTrue();
            }
        }
    }

    @Test
    void thePageNamesEveryAlertAndEveryPanel() throws IOException {
        String page = Files.readString(DOCS.resolve("monitoring.md"));
        assertThat(found(RULES, "- alert: (\\w+)"))
                .hasSizeGreaterThan(10)
                .allSatisfy(alert -> assertThat(page).contains("| `" + alert + "` |"));
        assertThat(found(DASHBOARD, "\"title\": \"([^\"]+)\",\\s+\"description\""))
                .hasSizeGreaterThan(10)
                .allSatisfy(panel -> assertThat(page).contains("| " + panel + " |"));
    }

    private static Set<String> names(Path file) throws IOException {
        return NAME.matcher(Files.readString(file))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> found(Path file, String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
