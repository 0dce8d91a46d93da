package io.kvorum.harness.checker.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.checker.history.Answer;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.history.Outcome;
import io.kvorum.harness.checker.history.Request;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The random histories notice when a rule of the checker is left out or wrong. */
class PlantedErrorsTest {
    private static final int HISTORIES = 20_000;
    private static final int MOST_OPERATIONS = 7;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void anErrorOfTheSearchIsNoticed(PlantedError planted) {
        boolean noticed = false;
        for (ObjectKind kind : ObjectKind.values()) {
            noticed |= isNoticed(kind, history -> judged(kind.model(history), history, planted));
        }
        assertThat(noticed).isTrue();
    }

    @Test
    void withoutAnErrorThereIsNothingToNotice() {
        for (ObjectKind kind : ObjectKind.values()) {
            assertThat(isNoticed(kind, history -> judged(kind.model(history), history, PlantedError.NONE)))
                    .isFalse();
        }
    }

    /** Rules of the model, each dropped by rewriting what the model is shown. */
    static Stream<Arguments> droppedRules() {
        return Stream.of(
                rule(
                        "versions grow",
                        operation -> operation.answer() instanceof Answer.Made
                                ? answered(operation, Answer.NONE)
                                : operation),
                rule(
                        "reads show the version",
                        operation -> operation.answer() instanceof Answer.Present present
                                ? answered(operation, new Answer.Present(present.value(), OptionalLong.empty()))
                                : operation),
                rule(
                        "reads show the value",
                        operation -> operation.outcome() == Outcome.APPLIED
                                        && !operation.action().isWrite()
                                ? answered(operation, Answer.NONE)
                                : operation),
                rule(
                        "conflicts show the value",
                        operation ->
                                operation.outcome() == Outcome.CONFLICT ? answered(operation, Answer.NONE) : operation),
                rule(
                        "values are compared",
                        operation -> asked(
                                operation,
                                operation.request().expected().map(expected -> "a"),
                                operation.request().ifVersion())),
                rule(
                        "versions are compared",
                        operation -> asked(
                                operation,
                                operation.request().expected(),
                                operation.request().ifVersion().isPresent()
                                        ? OptionalLong.of(1)
                                        : OptionalLong.empty())));
    }

    private static Arguments rule(String name, UnaryOperator<Operation> rewriting) {
        return Arguments.of(name, rewriting);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("droppedRules")
    void aDroppedRuleOfTheModelIsNoticed(String name, UnaryOperator<Operation> rewriting) {
        boolean noticed = isNoticed(
                ObjectKind.CAS,
                history ->
                        judged(new CasModel(), history.stream().map(rewriting).toList(), PlantedError.NONE));
        assertThat(noticed).as(name).isTrue();
    }

    private interface Judge {
        boolean isFine(List<Operation> history);
    }

    private static boolean isNoticed(ObjectKind kind, Judge judge) {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            List<Operation> history = RandomHistories.of(kind, seed, MOST_OPERATIONS);
            if (judge.isFine(history) != NaiveOracle.isLinearizable(kind, history)) {
                return true;
            }
        }
        return false;
    }

    private static boolean judged(Model<?> model, List<Operation> history, PlantedError planted) {
        return Search.withError(model, history, planted).run() == Search.End.FOUND;
    }

    private static Operation answered(Operation operation, Answer answer) {
        return new Operation(
                operation.process(),
                operation.action(),
                operation.key(),
                operation.request(),
                answer,
                operation.outcome(),
                operation.startNanos(),
                operation.endNanos(),
                operation.origin());
    }

    private static Operation asked(Operation operation, Optional<String> expected, OptionalLong ifVersion) {
        Request request = new Request(operation.request().value(), expected, ifVersion, 0, List.of());
        return new Operation(
                operation.process(),
                operation.action(),
                operation.key(),
                request,
                operation.answer(),
                operation.outcome(),
                operation.startNanos(),
                operation.endNanos(),
                operation.origin());
    }
}
