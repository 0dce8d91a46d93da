package io.kvorum.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvorum.bench.result.SampleRuns;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportPageTest {
    private static final String PAGE = ReportPage.of(
            "Before & <after>",
            List.of(SampleRuns.run("</script><b>", 16, 1_000, 2.0), SampleRuns.run("after", 64, 3_000, 1.0)));

    private static JsonNode data(String page) throws IOException {
        Matcher data = Pattern.compile("<script id=\"data\"[^>]*>(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertThat(data.find()).isTrue();
        return new ObjectMapper().readTree(data.group(1));
    }

    @Test
    void theRunsAreInIt() throws IOException {
        JsonNode runs = data(PAGE).get("runs");
        assertThat(runs).hasSize(2);
        JsonNode first = runs.get(0);
        assertThat(first.get("label").asText()).isEqualTo("</script><b>");
        assertThat(first.get("perSecond").asDouble()).isEqualTo(1_000);
        assertThat(first.get("latencies").get("read").get("p50").asDouble()).isBetween(1.99, 2.01);
        assertThat(first.get("series")).hasSize(10);
        assertThat(first.get("failures").get("Unavailable/NOT_APPLIED").asLong())
                .isEqualTo(5);
        // A percentile that is finer than the number of operations is not made up: 10,000 have four nines.
        JsonNode percentiles = first.get("percentilesMs");
        assertThat(percentiles.get(20).asDouble()).isBetween(2.75, 2.85);
        assertThat(percentiles.get(80).isNull()).isFalse();
        assertThat(percentiles.get(81).isNull()).isTrue();
    }

    @Test
    void profilesAreInIt() throws IOException {
        String page = ReportPage.of("t", List.of(), List.of(Stacks.parse("node1", List.of("a;</script> 3", "a 1"))));
        JsonNode profile = data(page).get("profiles").get(0);
        assertThat(profile.get("title").asText()).isEqualTo("node1");
        assertThat(profile.get("root").get("count").asLong()).isEqualTo(4);
        JsonNode a = profile.get("root").get("called").get(0);
        assertThat(a.get("called").get(0).get("name").asText()).isEqualTo("</script>");
    }

    @Test
    void itIsWholeAndNeedsNothingElse() {
        assertThat(PAGE).contains("Before &amp; &lt;after&gt;", "uPlot=function", "MIT License", ".u-legend");
        assertThat(PAGE).doesNotContain("{{", "<b>");
        assertThat(Pattern.compile("(src|href)\\s*=|@import|fetch\\(")
                        .matcher(PAGE)
                        .find())
                .isFalse();
    }
}
