package io.kvorum.harness.checker.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.harness.checker.history.HistoryReader;
import io.kvorum.harness.checker.history.MalformedHistory;
import io.kvorum.harness.checker.history.Operation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each bad history of sessions breaks just the guarantee that it is about. */
class SessionCheckTest {
    private static final Path BAD = Path.of("src/test/resources/io/kvorum/harness/checker/corpus/bad");

    @ParameterizedTest
    @CsvSource({
        "own-write-missing, READ_YOUR_WRITES",
        "own-delete-undone, READ_YOUR_WRITES",
        "delete-too-late, READ_YOUR_WRITES",
        "reads-go-back, MONOTONIC_READS",
        "sibling-vanishes, MONOTONIC_READS",
        "second-write-first, MONOTONIC_WRITES",
        "replaced-shown-beside, MONOTONIC_WRITES",
        "answer-without-question, WRITES_FOLLOW_READS",
        "invented, NOTHING_INVENTED",
        "failed-write-shown, NOTHING_INVENTED"
    })
    void breaksJustThat(String name, Guarantee guarantee) throws IOException {
        List<SessionViolation> found =
                SessionCheck.check(HistoryReader.read(BAD.resolve("session-" + name + ".jsonl")));
        assertThat(found).extracting(SessionViolation::guarantee).containsOnly(guarantee);
        assertThat(found)
                .allSatisfy(violation -> assertThat(violation.evidence()).contains(violation.read()));
    }

    @Test
    void valuesAreUnique() {
        refused("""
            {"process":0,"op":"put","key":"k","value":"a","outcome":"applied","start":0,"end":1}
            {"process":0,"op":"put","key":"k","value":"a","outcome":"applied","start":2,"end":3}
            """, "line 2: 'a' is written to key k for the second time");
    }

    @Test
    void aSessionDoesOneThingAtATime() {
        refused("""
            {"process":0,"op":"put","key":"k","value":"a","outcome":"applied","start":0,"end":5}
            {"process":0,"op":"put","key":"k","value":"b","outcome":"applied","start":2,"end":3}
            """, "line 2: process 0 does two things at a time");
    }

    @Test
    void nothingReplacesItself() {
        refused("""
            {"process":0,"op":"put","key":"k","value":"a","after":["b"],"outcome":"applied","start":0,"end":1}
            {"process":0,"op":"put","key":"k","value":"b","after":["a"],"outcome":"applied","start":2,"end":3}
            """, "line 1: 'after' goes in a circle");
    }

    @Test
    void whatIsReplacedWasWritten() {
        refused("""
            {"process":0,"op":"put","key":"k","value":"a","after":["b"],"outcome":"applied","start":0,"end":1}
            """, "line 1: 'after' names 'b', which nobody wrote");
    }

    private static void refused(String lines, String message) {
        assertThatThrownBy(() -> {
                    List<Operation> history = new ArrayList<>();
                    HistoryReader.read(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), history::add);
                    SessionCheck.check(history);
                })
                .isInstanceOf(MalformedHistory.class)
                .hasMessageContaining(message);
    }
}
