package io.kvorum.replication.propose;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import io.kvorum.replication.register.Change;
import io.kvorum.replication.register.Condition;
import io.kvorum.replication.register.Evaluated;
import io.kvorum.replication.register.RegisterValue;
import io.kvorum.replication.register.Remembered;
import io.kvorum.replication.register.Update;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final long WINDOW = 1_000;
    /** Of a remembered update. */
    private static final long SIZE = new Remembered(new WriteId(1, 1, 1), 1, true, 1, List.of()).sizeBytes();

    private static final Bytes KEY = Bytes.ofUtf8("k");
    private static final Bytes OTHER = Bytes.ofUtf8("o");

    private final Evaluation evaluation = new Evaluation(100, 3, 64 * SIZE, WINDOW, bug -> false);

    private static Update put(long session, long sequence, long issued, String value, Condition... conditions) {
        return new Update(
                List.of(conditions),
                List.of(new Change(KEY, Optional.of(Bytes.ofUtf8(value)))),
                new WriteId(session, sequence, issued),
                false);
    }

    private RegisterValue applied(RegisterValue value, Update update) {
        Evaluated result = evaluation.apply(value, update);
        assertThat(result).isInstanceOf(Evaluated.Applied.class);
        return result.after();
    }

    @Test
    void versionsGrowByOneAndAKeyHasThatOfItsLastUpdate() {
        RegisterValue one = applied(RegisterValue.NEVER_WRITTEN, put(1, 1, 10, "a"));
        RegisterValue two = applied(
                one,
                new Update(
                        List.of(),
                        List.of(new Change(OTHER, Optional.of(Bytes.ofUtf8("x")))),
                        new WriteId(1, 2, 11),
                        false));
        assertThat(two.version()).isEqualTo(2);
        assertThat(two.versionOf(KEY)).isEqualTo(1);
        assertThat(two.versionOf(OTHER)).isEqualTo(2);
        RegisterValue gone = applied(
                two,
                new Update(
                        List.of(Condition.version(KEY, 1)),
                        List.of(new Change(KEY, Optional.empty()), new Change(OTHER, Optional.empty())),
                        new WriteId(2, 1, 12),
                        false));
        assertThat(gone.isTombstone()).isTrue();
        assertThat(applied(gone, put(2, 2, 13, "b", Condition.absent(KEY))).versionOf(KEY))
                .isEqualTo(4);
    }

    @Test
    void conditionsAreAboutPresenceVersionAndValue() {
        RegisterValue one = applied(RegisterValue.NEVER_WRITTEN, put(1, 1, 10, "a"));
        assertThat(evaluation.apply(one, put(2, 1, 11, "b", Condition.absent(KEY))))
                .isInstanceOf(Evaluated.Conflict.class);
        assertThat(evaluation.apply(one, put(2, 1, 11, "b", Condition.version(KEY, 2))))
                .isInstanceOf(Evaluated.Conflict.class);
        assertThat(evaluation.apply(one, put(2, 1, 11, "b", Condition.version(OTHER, 0))))
                .isInstanceOf(Evaluated.Conflict.class);
        assertThat(evaluation.apply(one, put(2, 1, 11, "b", Condition.value(KEY, Bytes.ofUtf8("b")))))
                .isInstanceOf(Evaluated.Conflict.class);
        applied(one, put(2, 1, 11, "b", Condition.present(KEY), Condition.version(KEY, 1), Condition.absent(OTHER)));
        applied(one, put(2, 1, 11, "b", Condition.value(KEY, Bytes.ofUtf8("a"))));
    }

    @Test
    void aRetryIsToldTheOriginalOutcome() {
        Update first = put(1, 1, 10, "a");
        RegisterValue one = applied(RegisterValue.NEVER_WRITTEN, first);
        RegisterValue two = applied(one, put(2, 1, 11, "b"));
        assertThat(evaluation.apply(two, first.asRetry())).isInstanceOfSatisfying(Evaluated.Known.class, known -> {
            assertThat(known.remembered().applied()).isTrue();
            assertThat(known.remembered().version()).isEqualTo(1);
            assertThat(known.after()).isEqualTo(two);
        });
        assertThat(evaluation.apply(two, put(1, 1, 10, "another"))).isInstanceOf(Evaluated.Reused.class);
    }

    @Test
    void onlyTheConflictOfARetryIsRecorded() {
        RegisterValue one = applied(RegisterValue.NEVER_WRITTEN, put(1, 1, 10, "a"));
        Update refused = put(2, 1, 11, "b", Condition.absent(KEY));
        assertThat(evaluation.apply(one, refused).after()).isEqualTo(one);
        RegisterValue recorded = evaluation.apply(one, refused.asRetry()).after();
        assertThat(recorded.version()).isEqualTo(1);
        RegisterValue deleted = applied(
                recorded,
                new Update(List.of(), List.of(new Change(KEY, Optional.empty())), new WriteId(3, 1, 12), false));
        assertThat(evaluation.apply(deleted, refused))
                .isInstanceOfSatisfying(
                        Evaluated.Known.class,
                        known -> assertThat(known.remembered().applied()).isFalse());
    }

    @Test
    void beyondTheWindowIdsAreForgottenAndRefused() {
        Update old = put(1, 1, 10, "a");
        RegisterValue value = applied(RegisterValue.NEVER_WRITTEN, old);
        value = applied(value, put(2, 1, 10 + WINDOW + 1, "b"));
        assertThat(value.horizonMillis()).isEqualTo(10);
        assertThat(evaluation.apply(value, old.asRetry())).isInstanceOf(Evaluated.Forgotten.class);
        assertThat(evaluation.apply(value, put(3, 1, 10, "c"))).isInstanceOf(Evaluated.Forgotten.class);
        applied(value, put(3, 1, 11, "c"));
    }

    @Test
    void whatIsRememberedIsBoundedInBytes() {
        RegisterValue value = RegisterValue.NEVER_WRITTEN;
        for (int session = 1; session <= 69; session++) {
            value = applied(value, put(session, 1, 100 + session, "v" + session));
        }
        assertThat(value.memory()).hasSize(64);
        assertThat(value.memoryBytes()).isEqualTo(64 * SIZE);
        assertThat(value.horizonMillis()).isEqualTo(105);
        assertThat(evaluation.apply(value, put(3, 1, 103, "v3").asRetry())).isInstanceOf(Evaluated.Forgotten.class);
        assertThat(evaluation.apply(value, put(60, 1, 160, "v60").asRetry())).isInstanceOf(Evaluated.Known.class);
    }

    @Test
    void anEarlierUpdateOfASessionIsNotAppliedAfterALaterOne() {
        RegisterValue value = applied(RegisterValue.NEVER_WRITTEN, put(1, 2, 20, "b"));
        assertThat(evaluation.apply(value, put(1, 1, 15, "a"))).isInstanceOf(Evaluated.Forgotten.class);
    }

    /** Else it would be applied again when the later one is dropped: the horizon is that one's issue time. */
    @Test
    void anUpdateIssuedBeforeTheLastOneOfItsSessionIsNotApplied() {
        RegisterValue value = applied(RegisterValue.NEVER_WRITTEN, put(1, 5, 100, "a"));
        assertThat(evaluation.apply(value, put(1, 6, 92, "b"))).isInstanceOf(Evaluated.Forgotten.class);
        applied(value, put(1, 6, 100, "b"));
    }

    @Test
    void aRecordedConflictTakesLittleHoweverLongItsKeysAre() {
        Condition[] conditions = new Condition[1_000];
        for (int i = 0; i < conditions.length; i++) {
            conditions[i] = Condition.present(Bytes.ofUtf8("{t}" + i + "x".repeat(4_000)));
        }
        Evaluation large = new Evaluation(100, 3, RegisterValue.MAX_MEMORY_BYTES, WINDOW, bug -> false);
        RegisterValue value = RegisterValue.NEVER_WRITTEN;
        for (int session = 1; session <= 10; session++) {
            value = large.apply(value, put(session, 1, 10, "a", conditions).asRetry())
                    .after();
            assertThat(value.toBytes().length).isLessThan(RegisterValue.MAX_MEMORY_BYTES + 100);
            assertThat(value.memoryBytes()).isLessThanOrEqualTo(RegisterValue.MAX_MEMORY_BYTES);
        }
        assertThat(value.memory()).isNotEmpty();
    }

    @Test
    void limitsRefuseGrowthAndNothingElse() {
        RegisterValue value = applied(RegisterValue.NEVER_WRITTEN, put(1, 1, 10, "x".repeat(90)));
        assertThat(evaluation.apply(value, put(1, 2, 11, "x".repeat(101)))).isInstanceOf(Evaluated.TooLarge.class);
        applied(value, put(1, 2, 11, "y"));
        Update four = new Update(
                List.of(),
                List.of(
                        new Change(Bytes.ofUtf8("a"), Optional.of(Bytes.EMPTY)),
                        new Change(Bytes.ofUtf8("b"), Optional.of(Bytes.EMPTY)),
                        new Change(Bytes.ofUtf8("c"), Optional.of(Bytes.EMPTY))),
                new WriteId(1, 2, 11),
                false);
        assertThat(evaluation.apply(value, four)).isInstanceOf(Evaluated.TooLarge.class);
    }

    @Test
    void aValueHasOneEncoding() {
        RegisterValue value = applied(RegisterValue.NEVER_WRITTEN, put(1, 1, 10, "a"));
        value = evaluation
                .apply(value, put(2, 1, 11, "b", Condition.absent(KEY)).asRetry())
                .after();
        assertThat(RegisterValue.fromBytes(value.toBytes())).isEqualTo(value);
        assertThat(RegisterValue.fromBytes(value.toBytes()).toBytes()).isEqualTo(value.toBytes());
    }
}
