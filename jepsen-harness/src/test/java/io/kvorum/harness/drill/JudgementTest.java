package io.kvorum.harness.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.HistoryWriter;
import io.kvorum.harness.checker.history.Invocation;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.linear.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a cluster: what clients would do to a store that keeps its word, and to one that does not. */
class JudgementTest {
    private static final List<String> KEYS = DrillOptions.keyNames(3);
    private static final int CLIENTS = 4;
    private static final int ROUNDS = 300;

    @TempDir
    Path folder;

    private Path history(ReliableStore store, int lostAtRound) throws IOException {
        Path file = folder.resolve("history-" + lostAtRound + ".jsonl");
        List<CasMix> clients = IntStream.range(0, CLIENTS)
                .mapToObj(process -> new CasMix(process, KEYS, 5))
                .toList();
        long nanos = 0;
        try (HistoryWriter writer = new HistoryWriter(file)) {
            for (int round = 0; round < ROUNDS; round++) {
                if (round == lostAtRound) {
                    store.loseOneWrite();
                }
                for (CasMix client : clients) {
                    Invocation asked = client.next(++nanos);
                    writer.invoke(asked);
                    Operation ended = store.run(asked, nanos += 10);
                    writer.complete(ended);
                    client.learn(ended);
                }
            }
        }
        return file;
    }

    private static Judgement judged(Path file) throws IOException {
        return Judgement.of(file, Limits.REPRODUCIBLE, new QuietListener());
    }

    @Test
    void aStoreThatKeepsItsWordIsFine() throws IOException {
        Path file = history(new ReliableStore(), -1);
        Judgement judgement = judged(file);
        assertThat(judgement.broken()).isZero();
        assertThat(judgement.undecided()).isZero();
        assertThat(judgement.operations()).isEqualTo(CLIENTS * ROUNDS);
        assertThat(judgement.keys()).hasSize(KEYS.size());
        // The mix has all of it, and conditions that hold as well as others.
        String text = Files.readString(file);
        for (String word :
                List.of("get", "put", "put-if-absent", "put-if-version", "delete-if-version", "cas", "conflict")) {
            assertThat(text).contains("\"" + word + "\"");
        }
    }

    @Test
    void oneLostWriteIsFound() throws IOException {
        Judgement judgement = judged(history(new ReliableStore(), ROUNDS / 2));
        assertThat(judgement.broken()).isEqualTo(1);
        assertThat(judgement.offences()).singleElement().asString().contains("no order explains");
        assertThat(judgement.charts())
                .singleElement()
                .satisfies(chart ->
                        assertThat(chart.operations()).as("a small history").hasSizeLessThan(20));
    }

    @Test
    void oneChangedReadIsFound() throws IOException {
        Path file = history(new ReliableStore(), -1);
        Path changed = Corruption.ofOneRead(file, folder.resolve("changed.jsonl"));
        assertThat(judged(changed).broken()).isEqualTo(1);
    }

    @Test
    void theResultIsAsBadAsTheWorstProperty() throws IOException {
        Judgement fine = judged(history(new ReliableStore(), -1));
        assertThat(report(fine, 0, List.of(), List.of()).result()).isEqualTo(DrillReport.Result.FINE);
        assertThat(report(judged(history(new ReliableStore(), ROUNDS / 2)), 0, List.of(), List.of())
                        .result())
                .isEqualTo(DrillReport.Result.BROKEN);
        assertThat(report(fine, 1, List.of(), List.of()).result()).isEqualTo(DrillReport.Result.BROKEN);
        assertThat(report(fine, 0, List.of("n1 has ended by itself"), List.of()).result())
                .isEqualTo(DrillReport.Result.BROKEN);
        assertThat(report(fine, 0, List.of(), List.of("a bug")).result()).isEqualTo(DrillReport.Result.BROKEN);
        Limits few = new Limits(1, Long.MAX_VALUE);
        Judgement gaveUp = Judgement.of(history(new ReliableStore(), -1), few, new QuietListener());
        assertThat(report(gaveUp, 0, List.of(), List.of()).result()).isEqualTo(DrillReport.Result.UNKNOWN);
    }

    private DrillReport report(Judgement judgement, int missing, List<String> troubles, List<String> unforeseen) {
        DrillMeter meter = new DrillMeter(1, 1_000, () -> 0);
        meter.loadBegins();
        meter.loadEnds();
        DrillOptions options = new DrillOptions(
                WorkloadKind.CAS,
                folder,
                3,
                1,
                KEYS.size(),
                Duration.ofSeconds(1),
                0,
                1,
                List.of(),
                false,
                Duration.ofSeconds(1));
        return new DrillReport(
                options,
                List.of(),
                meter.figures(),
                new CasFindings(judgement, missing, List.of()),
                troubles,
                unforeseen,
                folder,
                List.of());
    }

    /** An absent key shows no version. */
    @Test
    void clientsLearnWhatTheyWereTold() {
        CasMix mix = new CasMix(1, List.of("k"), 3);
        Invocation first = mix.next(0);
        assertThat(first.action().text()).isEqualTo("get");
        mix.learn(first.applied(1, new Answer.Present(Optional.of("x"), OptionalLong.of(9))));
        for (int i = 0; i < 200; i++) {
            Invocation next = mix.next(i);
            next.request().ifVersion().ifPresent(version -> assertThat(version).isEqualTo(9));
            next.request().expected().ifPresent(value -> assertThat(value).isEqualTo("x"));
        }
    }
}
