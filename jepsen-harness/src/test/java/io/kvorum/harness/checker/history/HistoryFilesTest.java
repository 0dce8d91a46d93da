package io.kvorum.harness.checker.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryFilesTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        List<Operation> all = List.of(
                put("a").applied(2, new Answer.Made(7)).at(new Operation.Origin(0, "n2", "5-1")),
                put("with \"quotes\"\nand lines").unknown(Operation.NEVER),
                put("b").notApplied(3),
                Operation.start(1, Action.PUT_IF_VERSION, "k", Request.ifVersion(Optional.of("c"), 7), 4)
                        .conflict(5, Answer.present("a", 8)),
                Operation.start(1, Action.CAS, "k", Request.cas("a", "d"), 4).conflict(5, Answer.absent()),
                Operation.start(1, Action.DELETE_IF_VERSION, "k", Request.ifVersion(Optional.empty(), 7), 4)
                        .unknown(9),
                Operation.start(1, Action.DELETE, "k", Request.valueAfter(Optional.empty(), List.of("a", "b")), 4)
                        .applied(9),
                get().applied(6, Answer.present("a")),
                get().applied(6, Answer.absent()),
                get().applied(6, new Answer.Siblings(List.of("b", "a"))),
                get().applied(6, new Answer.Total(-3)),
                get().applied(6, new Answer.Elements(new TreeSet<>(List.of("x", "y")))),
                get().unknown(6),
                Operation.start(1, Action.CONTAINS, "k", Request.value("x"), 4).applied(5, new Answer.Found(false)),
                Operation.start(1, Action.INCREMENT, "k", Request.delta(-2), 4).applied(5));
        Path file = folder.resolve("history.jsonl");
        try (HistoryWriter writer = new HistoryWriter(file)) {
            all.forEach(writer::write);
        }
        List<Operation> read = HistoryReader.read(file);
        for (int i = 0; i < all.size(); i++) {
            Operation.Origin origin = all.get(i).origin();
            assertThat(read.get(i))
                    .isEqualTo(all.get(i).at(new Operation.Origin(i + 1, origin.node(), origin.writeId())));
        }
        assertThat(read).hasSize(all.size());
    }

    @Test
    void whatIsWrittenAsEventsIsRead() throws IOException {
        Invocation cas = Operation.start(3, Action.CAS, "k", Request.cas("a", "d"), 4);
        List<Operation> all = List.of(
                put("a").applied(2, new Answer.Made(7)).at(new Operation.Origin(2, "", "5-1")),
                get().applied(3, Answer.present("a", 7)).at(line(4)),
                get().applied(4, Answer.absent()).at(line(6)),
                cas.conflict(5, Answer.present("b", 8)).at(line(8)),
                cas.conflict(5, Answer.absent()).at(line(10)),
                put("e").unknown(6).at(line(12)),
                put("f").notApplied(7).at(line(14)),
                Operation.start(3, Action.DELETE_IF_VERSION, "k", Request.ifVersion(Optional.empty(), 7), 4)
                        .unknown(Operation.NEVER)
                        .at(line(15)));
        Path file = folder.resolve("events.jsonl");
        try (HistoryWriter writer = new HistoryWriter(file)) {
            for (Operation operation : all) {
                writer.invoke(Operation.start(
                        operation.process(),
                        operation.action(),
                        operation.key(),
                        operation.request(),
                        operation.startNanos()));
                if (operation.endNanos() != Operation.NEVER) {
                    writer.complete(operation);
                }
                // Whatever was written can be read at any time: a history that breaks off is one, too.
                assertThat(HistoryReader.read(file)).hasSize(all.indexOf(operation) + 1);
            }
        }
        assertThat(HistoryReader.read(file)).isEqualTo(all);
    }

    private static Operation.Origin line(long line) {
        return new Operation.Origin(line, "", "");
    }

    private static Invocation put(String value) {
        return Operation.start(3, Action.PUT, "k", Request.value(value), 1);
    }

    private static Invocation get() {
        return Operation.start(4, Action.GET, "k", Request.NONE, 1);
    }

    @Test
    void eventsBecomeOperations() throws IOException {
        List<Operation> read = read("""
            {"event":"invoke","process":0,"op":"put","key":"k","value":"a","time":10,"node":"n1"}
            {"event":"invoke","process":1,"op":"get","key":"k","value":null,"time":11}

            {"event":"ok","process":1,"op":"get","key":"k","value":"a","version":3,"time":12}
            {"event":"fail","process":0,"time":13}
            {"event":"invoke","process":0,"op":"cas","key":"k","expected":"a","value":"b","time":14}
            {"event":"fail","process":0,"outcome":"conflict","current":"c","time":15}
            {"event":"invoke","process":0,"op":"put","key":"k","value":"d","time":16}
            {"event":"info","process":0,"time":17}
            {"event":"invoke","process":0,"op":"delete","key":"k","time":18}
            """);
        assertThat(read)
                .extracting(Object::toString)
                .containsExactly(
                        "get → a v3", "put a → not applied", "cas a⇒b → conflict c", "put d → ?", "delete → ?");
        assertThat(read).extracting(Operation::startNanos).containsExactly(11L, 10L, 14L, 16L, 18L);
        assertThat(read).extracting(Operation::endNanos).containsExactly(12L, 13L, 15L, 17L, Operation.NEVER);
        assertThat(read).extracting(one -> one.origin().line()).containsExactly(4L, 5L, 7L, 9L, 10L);
        assertThat(read.get(1).origin().node()).isEqualTo("n1");
    }

    @Test
    void numbersAreValuesToo() throws IOException {
        Operation read =
                read("{\"process\":0,\"op\":\"get\",\"key\":7,\"value\":12,\"outcome\":\"applied\",\"start\":0,\"end\":1}")
                        .get(0);
        assertThat(read.key()).isEqualTo("7");
        assertThat(read.answer()).isEqualTo(new Answer.Present(Optional.of("12"), OptionalLong.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "not json | not JSON",
                "[1] | not a JSON object",
                "{\"process\":0,\"op\":\"put\",\"key\":\"k\",\"vale\":\"a\",\"outcome\":\"applied\",\"start\":0,\"end\":1}"
                    + " | unknown field 'vale'",
                "{\"op\":\"put\",\"key\":\"k\",\"value\":\"a\",\"outcome\":\"applied\",\"start\":0,\"end\":1} | no"
                        + " 'process'",
                "{\"process\":0,\"op\":\"push\",\"key\":\"k\",\"outcome\":\"applied\",\"start\":0,\"end\":1} | unknown"
                        + " op 'push'",
                "{\"process\":0,\"op\":\"put\",\"key\":\"k\",\"outcome\":\"applied\",\"start\":0,\"end\":1} | no"
                        + " 'value'",
                "{\"process\":0,\"op\":\"put\",\"key\":\"k\",\"value\":\"a\",\"outcome\":\"ok\",\"start\":0,\"end\":1}"
                        + " | unknown outcome 'ok'",
                "{\"process\":0,\"op\":\"put\",\"key\":\"k\",\"value\":\"a\",\"outcome\":\"conflict\",\"start\":0,\"end\":1}"
                    + " | no condition",
                "{\"process\":0,\"op\":\"put\",\"key\":\"k\",\"value\":\"a\",\"outcome\":\"applied\",\"start\":5,\"end\":1}"
                    + " | before",
                "{\"process\":0,\"op\":\"put\",\"key\":\"k\",\"value\":\"a\",\"outcome\":\"applied\",\"start\":5} | no"
                        + " 'end'",
                "{\"process\":0,\"op\":\"get\",\"key\":\"k\",\"outcome\":\"applied\",\"start\":0,\"end\":1} | says"
                        + " what it saw",
                "{\"process\":0,\"op\":\"get\",\"key\":\"k\",\"value\":null,\"version\":3,\"outcome\":\"applied\",\"start\":0,\"end\":1}"
                    + " | shows no version",
                "{\"process\":0,\"op\":\"put\",\"key\":\"k\",\"value\":\"a\",\"version\":\"3\",\"outcome\":\"applied\",\"start\":0,\"end\":1}"
                    + " | not a whole number",
                "{\"process\":0,\"op\":\"put\",\"key\":\"k\",\"value\":{},\"outcome\":\"applied\",\"start\":0,\"end\":1}"
                    + " | not a string",
                "{\"event\":\"ok\",\"process\":0,\"time\":1} | did not invoke",
                "{\"event\":\"done\",\"process\":9,\"time\":1} | unknown event",
                "{\"event\":\"invoke\",\"process\":9,\"op\":\"get\",\"key\":\"k\",\"time\":1} | is not completed"
            })
    void whatIsWrongIsSaidWithItsLine(String line, String message) {
        String before = "{\"event\":\"invoke\",\"process\":9,\"op\":\"get\",\"key\":\"k\",\"time\":0}\n\n";
        assertThatThrownBy(() -> read(before + line))
                .isInstanceOfSatisfying(
                        MalformedHistory.class,
                        malformed -> assertThat(malformed.line()).isEqualTo(3))
                .hasMessageStartingWith("line 3: ")
                .hasMessageContaining(message);
    }

    @Test
    void aCompletionIsOfWhatWasInvoked() {
        assertThatThrownBy(() -> read("""
            {"event":"invoke","process":0,"op":"put","key":"k","value":"a","time":0}
            {"event":"ok","process":0,"op":"put","key":"k","value":"b","time":1}
            """)).hasMessageContaining("line 2: 'value' is another one than in line 1");
    }

    private static List<Operation> read(String lines) throws IOException {
        List<Operation> all = new ArrayList<>();
        HistoryReader.read(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), all::add);
        return all;
    }
}
