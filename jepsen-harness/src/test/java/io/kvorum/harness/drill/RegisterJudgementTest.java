package io.kvorum.harness.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.client.Context;
import io.kvorum.harness.checker.eventual.EventualViolation;
import io.kvorum.harness.checker.history.Action;
import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.HistoryWriter;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Request;
import io.kvorum.harness.verifier.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mix of clients against a store in memory that keeps its word, or that makes one mistake. */
class RegisterJudgementTest {
    private static final List<String> KEYS = DrillOptions.keyNames(4);
    private static final int CLIENTS = 6;
    private static final int NODES = 3;
    private static final int OPERATIONS = 3_000;
    private static final Verdict CLEAN = new Verdict(KEYS.size(), 12, 0, 0, 0, 0, 5, List.of());

    @TempDir
    Path folder;

    private record Planned(RegisterMix.Step step, long effectNanos, long endNanos, boolean unknown) {}

    /** Operations of several clients overlap; each takes effect between its start and its end, or later if it is unknown. */
    private Path history(ReliableSiblings.Mistake mistake, long seed) throws IOException {
        Path file = folder.resolve(mistake + "-" + seed + ".jsonl");
        ReliableSiblings store = new ReliableSiblings();
        SplittableRandom random = new SplittableRandom(seed);
        List<RegisterMix> mixes = new ArrayList<>();
        PriorityQueue<Planned> planned = new PriorityQueue<>(Comparator.comparingLong(Planned::effectNanos));
        for (int client = 0; client < CLIENTS; client++) {
            mixes.add(new RegisterMix(client, KEYS, seed));
            planned.add(plan(mixes.get(client), random, random.nextLong(1_000)));
        }
        long lastNanos = 0;
        List<Operation> ended = new ArrayList<>();
        while (ended.size() < OPERATIONS) {
            Planned next = planned.remove();
            if (ended.size() == OPERATIONS / 2 && mistake != ReliableSiblings.Mistake.DIFFERS) {
                store.mistake(mistake);
            }
            Operation operation = store.run(next.step().invocation(), next.endNanos());
            if (next.unknown()) {
                continue;
            }
            ended.add(operation);
            lastNanos = Math.max(lastNanos, operation.endNanos());
            RegisterMix mix = mixes.get((int) operation.process());
            mix.learn(operation, Optional.of(seen(operation)));
            Planned after = plan(mix, random, operation.endNanos() + random.nextLong(1, 500));
            while (after.unknown()) {
                Operation unknown = after.step().invocation().unknown(after.endNanos());
                ended.add(unknown);
                mix.learn(unknown, Optional.empty());
                planned.add(after);
                after = plan(mix, random, after.endNanos() + random.nextLong(1, 500));
            }
            planned.add(after);
        }
        // What is still under way is never answered.
        planned.stream()
                .filter(open -> !open.unknown())
                .forEach(open -> ended.add(open.step().invocation().unknown(open.endNanos())));
        assertThat(store.isDone() || mistake == ReliableSiblings.Mistake.DIFFERS)
                .isTrue();
        try (HistoryWriter writer = new HistoryWriter(file)) {
            ended.forEach(writer::write);
            store.mistake(mistake == ReliableSiblings.Mistake.DIFFERS ? mistake : ReliableSiblings.Mistake.NONE);
            for (int node = 1; node <= NODES; node++) {
                for (String key : KEYS) {
                    lastNanos += 2_000_000;
                    writer.write(store.readAt(
                            node,
                            Operation.start(CLIENTS + node, Action.GET, key, Request.NONE, lastNanos),
                            lastNanos + 10));
                }
            }
        }
        return file;
    }

    private static Planned plan(RegisterMix mix, SplittableRandom random, long startNanos) {
        RegisterMix.Step step = mix.next(startNanos);
        long effect = startNanos + random.nextLong(1, 1_000);
        long end = effect + random.nextLong(1, 1_000);
        boolean unknown = step.invocation().action().isWrite() && random.nextInt(30) == 0;
        return new Planned(step, unknown ? effect + random.nextLong(5_000) : effect, end, unknown);
    }

    private static RegisterMix.Seen seen(Operation operation) {
        List<String> values = operation.answer() instanceof Answer.Siblings siblings
                ? siblings.values()
                : operation.request().value().stream().toList();
        return new RegisterMix.Seen(values, Context.NONE);
    }

    private RegisterJudgement judged(ReliableSiblings.Mistake mistake, long seed) throws IOException {
        return RegisterJudgement.of(history(mistake, seed), CLIENTS, new QuietListener());
    }

    private static DrillReport.Result verdictOn(String promise, RegisterJudgement judgement) {
        return new RegisterFindings(judgement, CLEAN, 0)
                .properties().stream()
                        .filter(property -> property.what().contains(promise))
                        .map(DrillReport.Property::result)
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void aStoreThatKeepsItsWordIsFine() throws IOException {
        for (long seed = 1; seed <= 20; seed++) {
            RegisterJudgement judgement = judged(ReliableSiblings.Mistake.NONE, seed);
            assertThat(judgement.violations()).as("seed %d", seed).isEmpty();
            assertThat(judgement.differing()).isEmpty();
            assertThat(judgement.keys()).isEqualTo(KEYS.size());
            assertThat(judgement.operations()).isGreaterThan(OPERATIONS);
            assertThat(new RegisterFindings(judgement, CLEAN, 0).properties())
                    .allMatch(property -> property.result() == DrillReport.Result.FINE);
        }
    }

    @Test
    void lostWritesAreFound() throws IOException {
        for (long seed = 1; seed <= 10; seed++) {
            RegisterJudgement judgement = judged(ReliableSiblings.Mistake.LOSES_WRITES, seed);
            assertThat(judgement.count(EventualViolation.Kind.LOST))
                    .as("seed %d", seed)
                    .isPositive();
            assertThat(verdictOn("no acknowledged write is lost", judgement)).isEqualTo(DrillReport.Result.BROKEN);
            assertThat(judgement.charts(1).get(0).operations()).hasSizeBetween(2, 3);
        }
    }

    @Test
    void valuesThatComeBackAreFound() throws IOException {
        for (long seed = 1; seed <= 10; seed++) {
            RegisterJudgement judgement = judged(ReliableSiblings.Mistake.BRINGS_BACK, seed);
            assertThat(judgement.count(EventualViolation.Kind.CAME_BACK))
                    .as("seed %d", seed)
                    .isPositive();
            assertThat(verdictOn("nothing replaced or deleted comes back", judgement))
                    .isEqualTo(DrillReport.Result.BROKEN);
        }
    }

    @Test
    void aPhantomIsFound() throws IOException {
        for (long seed = 1; seed <= 10; seed++) {
            RegisterJudgement judgement = judged(ReliableSiblings.Mistake.INVENTS, seed);
            assertThat(judgement.count(EventualViolation.Kind.INVENTED)).isPositive();
            assertThat(verdictOn("nobody wrote", judgement)).isEqualTo(DrillReport.Result.BROKEN);
        }
    }

    @Test
    void replicasThatDifferInTheEndAreFound() throws IOException {
        RegisterJudgement judgement = judged(ReliableSiblings.Mistake.DIFFERS, 3);
        assertThat(judgement.differing()).hasSize(1);
        assertThat(verdictOn("identical", judgement)).isEqualTo(DrillReport.Result.BROKEN);
        assertThat(new RegisterFindings(judgement, CLEAN, 0).offences())
                .anyMatch(offence -> offence.contains("in the end"));
    }

    /** What the rows of replicas show counts beside what reads have shown. */
    @Test
    void whatIsWrongAtReplicasBreaksTheSamePromises() throws IOException {
        RegisterJudgement fine = judged(ReliableSiblings.Mistake.NONE, 1);
        assertThat(new RegisterFindings(fine, new Verdict(4, 12, 1, 0, 0, 1, 5, List.of("lost: k1 = [1.1]")), 2))
                .satisfies(findings -> {
                    assertThat(findings.properties())
                            .filteredOn(property -> property.result() == DrillReport.Result.BROKEN)
                            .extracting(DrillReport.Property::what)
                            .containsExactly(
                                    "no acknowledged write is lost",
                                    "all replicas are identical",
                                    "with all nodes up, each answers for each key");
                    assertThat(findings.offences()).contains("lost: k1 = [1.1]");
                });
    }
}
