package io.kvorum.harness.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.checker.RegisterOp;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.linear.HistoryVerdicts;
import io.kvorum.harness.checker.linear.LinearCheck;
import io.kvorum.harness.checker.linear.ObjectKind;
import io.kvorum.harness.checker.linear.Verdict;
import io.kvorum.replication.core.PlantedBug;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The checker of whole histories, which knows nothing of the simulator, refutes what planted bugs do. */
class RegisterHistoryTest {
    private static final int SEEDS = 40;

    @Test
    void anotherCheckerRefutesWhatAPlantedBugDoes() {
        boolean refuted = IntStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> PlantedSearch.options(PlantedBug.READ_SHOWS_THE_HIGHEST, seed, 400)
                        .withPlanted(PlantedBug.READ_SHOWS_THE_HIGHEST))
                .map(options -> new SimRun().runBriefly(options).registers())
                .anyMatch(RegisterHistoryTest::isBroken);
        assertThat(refuted).isTrue();
    }

    private static boolean isBroken(List<Operation> history) {
        return HistoryVerdicts.byKey(history).values().stream()
                .anyMatch(ofKey -> LinearCheck.check(ObjectKind.CAS, ofKey).result() == Verdict.Result.VIOLATION);
    }

    @Test
    void eachOperationIsToldAsItsClientKnowsIt() {
        RegisterOp put = op(RegisterOp.Result.APPLIED, List.of(), Optional.of("a"), 1, List.of(), 10, 20);
        RegisterOp open = op(
                RegisterOp.Result.UNKNOWN,
                List.of(new RegisterOp.Expected("k", Optional.of(1L))),
                Optional.empty(),
                0,
                List.of(),
                15,
                Long.MAX_VALUE);
        RegisterOp refused = op(
                RegisterOp.Result.CONFLICT,
                List.of(new RegisterOp.Expected("k", Optional.of(0L))),
                Optional.of("b"),
                0,
                List.of(new RegisterOp.Shown("k", 1, Optional.of("a"))),
                30,
                40);
        List<Operation> history = RegisterHistory.of(List.of(refused, open, put));
        assertThat(history.stream().map(Operation::process)).containsExactly(0L, 1L, 0L);
        assertThat(history.stream().map(each -> each.action().text()))
                .containsExactly("put", "delete-if-version", "put-if-absent");
        assertThat(history.get(1).isOpen()).isTrue();
        assertThat(isBroken(history)).isFalse();
        RegisterOp twice = op(RegisterOp.Result.APPLIED, refused.conditions(), Optional.of("b"), 2, List.of(), 21, 25);
        assertThat(isBroken(RegisterHistory.of(List.of(put, twice)))).isTrue();
    }

    private static RegisterOp op(
            RegisterOp.Result result,
            List<RegisterOp.Expected> conditions,
            Optional<String> value,
            long version,
            List<RegisterOp.Shown> seen,
            long invoked,
            long completed) {
        return new RegisterOp(
                "r",
                result,
                conditions,
                List.of(new RegisterOp.Changed("k", value)),
                List.of(),
                version,
                seen,
                invoked,
                completed);
    }
}
