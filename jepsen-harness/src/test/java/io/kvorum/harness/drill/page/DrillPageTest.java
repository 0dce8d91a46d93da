package io.kvorum.harness.drill.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.checker.eventual.EventualViolation;
import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Request;
import io.kvorum.harness.drill.DrillOptions;
import io.kvorum.harness.drill.DrillReport;
import io.kvorum.harness.drill.FaultFigures;
import io.kvorum.harness.drill.FaultKind;
import io.kvorum.harness.drill.LoadFigures;
import io.kvorum.harness.drill.PlannedFault;
import io.kvorum.harness.drill.RegisterFindings;
import io.kvorum.harness.drill.RegisterJudgement;
import io.kvorum.harness.drill.Slice;
import io.kvorum.harness.drill.WorkloadKind;
import io.kvorum.harness.verifier.Verdict;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class DrillPageTest {
    private static final List<FaultKind> KINDS = List.of(FaultKind.values());

    private static FaultFigures fault(int number, FaultKind kind) {
        return new FaultFigures(
                number,
                new PlannedFault(Duration.ofSeconds(1), kind, List.of(1), Duration.ofSeconds(2)),
                number * 4_000L,
                OptionalLong.of(80),
                700,
                900,
                60,
                OptionalLong.of(2_000),
                OptionalLong.of(3_100),
                number == 2 ? OptionalLong.empty() : OptionalLong.of(40),
                true,
                number == 3 ? OptionalLong.empty() : OptionalLong.of(55),
                1_000_000,
                999_999,
                1,
                0);
    }

    private static DrillReport report(List<EventualViolation> violations) {
        List<FaultFigures> faults = new ArrayList<>();
        KINDS.forEach(kind -> faults.add(fault(faults.size() + 1, kind)));
        List<Slice> slices = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            boolean silent = i % 20 == 7;
            Map<String, Long> outcomes =
                    silent ? Map.of("unknown", 3L, "not-applied", 2L) : Map.of("applied", 100L + i);
            slices.add(
                    new Slice(i * 200L, new TreeMap<>(outcomes), silent ? 0 : 2.5, silent ? 0 : 20, silent ? 0 : 90));
        }
        LoadFigures load = new LoadFigures(
                40_000,
                new TreeMap<>(Map.of("applied", 40_000L)),
                new TreeMap<>(),
                new TreeMap<>(),
                40_000,
                900,
                60,
                2.5,
                20,
                60,
                90,
                faults,
                200,
                slices);
        DrillOptions options = new DrillOptions(
                WorkloadKind.REGISTERS,
                Path.of("drill"),
                3,
                8,
                64,
                Duration.ofSeconds(40),
                0,
                17,
                KINDS,
                false,
                Duration.ofSeconds(5));
        RegisterJudgement judgement = new RegisterJudgement(40_000, 64, 20_000, violations, new TreeMap<>(), 90);
        Verdict replicas = new Verdict(64, 192, 0, 0, 0, 0, 120, List.of());
        return new DrillReport(
                options,
                List.of(),
                load,
                new RegisterFindings(judgement, replicas, 0),
                List.of(),
                List.of("client 1: <thrown> & caught"),
                Path.of("drill/history.jsonl"),
                List.of(1));
    }

    private static EventualViolation lost() {
        Operation put =
                Operation.start(1, Action.PUT, "k<1>", Request.value("1.1"), 0).applied(10);
        Operation read =
                Operation.start(2, Action.GET, "k<1>", Request.NONE, 20).applied(30, new Answer.Siblings(List.of()));
        return new EventualViolation(
                EventualViolation.Kind.LOST, "k<1>", "1.1", read, "a read does not show 1.1", List.of(put, read));
    }

    @Test
    void thePageNeedsNothingFromAnywhere() {
        String page = DrillPage.of(report(List.of(lost())));
        String withoutNamespace = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
        assertThat(withoutNamespace)
                .doesNotContain("http:", "https:", "<script", "<link", "<img", "url(", "@import", "src=");
    }

    @Test
    void eachFaultIsABandAndARow() {
        String page = DrillPage.of(report(List.of()));
        for (FaultKind kind : KINDS) {
            assertThat(page)
                    .contains("<g class=\"fault kind-" + kind + "\">")
                    .contains("<i class=\"mark kind-" + kind + "\"></i>" + kind + "</td>")
                    .contains(".kind-" + kind + " {");
        }
        assertThat(page).contains("1. kill -9 of n1, started again after 2.00 s");
    }

    /** One of a million failed. */
    @Test
    void whatIsNotAllIsNotShownAsAll() {
        assertThat(DrillPage.of(report(List.of()))).contains("99.999 %").doesNotContain("100.000 %");
    }

    @Test
    void picturesAreWellFormed() throws Exception {
        Matcher pictures =
                Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(DrillPage.of(report(List.of(lost()))));
        int count = 0;
        while (pictures.find()) {
            count++;
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(pictures.group())));
        }
        assertThat(count).isEqualTo(2);
    }

    @Test
    void whatIsBrokenIsShownWithItsSmallestHistory() {
        String page = DrillPage.of(report(List.of(lost())));
        assertThat(page)
                .contains("<span class=\"badge broken\">broken</span></td><td>no acknowledged write is lost")
                .contains("this answer breaks the promise")
                .contains("Key k&lt;1&gt;: lost")
                .contains("client 1: &lt;thrown&gt; &amp; caught");
    }

    @Test
    void itSaysHowToDoItAgain() {
        assertThat(DrillPage.of(report(List.of())))
                .contains(
                        "kvctl live run --workload registers --nodes 3 --clients 8 --keys 64 --time 40000ms --seed 17")
                .contains("kvctl check drill/history.jsonl --model eventual");
    }
}
