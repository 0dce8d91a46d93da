package io.kvorum.harness.checker.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.checker.history.Operation;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checker and the trial of all orders agree, on histories of either kind. */
class AgainstNaiveTest {
    private static final int HISTORIES = Integer.getInteger("kvorum.checker.histories", 20_000);
    private static final int MOST_OPERATIONS = 7;

    @ParameterizedTest
    @EnumSource
    void theVerdictIsThatOfTryingAllOrders(ObjectKind kind) {
        int fine = 0;
        for (long seed = 1; seed <= HISTORIES; seed++) {
            List<Operation> history = RandomHistories.of(kind, seed, MOST_OPERATIONS);
            boolean expected = NaiveOracle.isLinearizable(kind, history);
            Verdict verdict = LinearCheck.check(kind, history);
            assertThat(verdict.result())
                    .as("%s, seed %d: %s", kind, seed, history)
                    .isEqualTo(expected ? Verdict.Result.LINEARIZABLE : Verdict.Result.VIOLATION);
            fine += expected ? 1 : 0;
        }
        assertThat(fine).isBetween(HISTORIES / 5, HISTORIES * 9 / 10);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsLeftOfABrokenHistoryIsBrokenToo(ObjectKind kind) {
        int broken = 0;
        for (long seed = 1; seed <= HISTORIES / 10; seed++) {
            List<Operation> history = RandomHistories.of(kind, seed, MOST_OPERATIONS);
            if (NaiveOracle.isLinearizable(kind, history)) {
                continue;
            }
            broken++;
            Offence offence = Offence.of(kind, history, Limits.REPRODUCIBLE);
            assertThat(history).as("%s, seed %d", kind, seed).containsAll(offence.operations());
            assertThat(NaiveOracle.isLinearizable(kind, offence.operations()))
                    .as("%s, seed %d: %s", kind, seed, offence)
                    .isFalse();
            assertThat(offence.operations()).contains(offence.failing());
            assertThat(offence.states()).as("%s, seed %d", kind, seed).isNotEmpty();
        }
        assertThat(broken).isGreaterThan(HISTORIES / 100);
    }
}
