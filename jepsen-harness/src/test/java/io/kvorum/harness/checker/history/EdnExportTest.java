package io.kvorum.harness.checker.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EdnExportTest {
    private static final Operation PUT =
            Operation.start(0, Action.PUT, "k", Request.value("a"), 1).applied(3, new Answer.Made(5));
    private static final Operation GET =
            Operation.start(1, Action.GET, "k", Request.NONE, 2).applied(4, Answer.present("a", 5));
    private static final Operation OPEN = Operation.start(
                    1, Action.PUT_IF_VERSION, "k", Request.ifVersion(Optional.of("b\"\n"), 5), 5)
            .unknown(6);
    private static final Operation AFTER =
            Operation.start(1, Action.GET, "k", Request.NONE, 7).applied(8, Answer.absent());

    @Test
    void jepsensFormHasAFreshProcessAfterAnUnknownOutcome() {
        assertThat(EdnExport.lines(List.of(PUT, GET, OPEN, AFTER), EdnForm.KNOSSOS))
                .containsExactly(
                        "{:process 0, :type :invoke, :f :write, :value \"a\", :time 1, :index 0}",
                        "{:process 1, :type :invoke, :f :read, :value nil, :time 2, :index 1}",
                        "{:process 0, :type :ok, :f :write, :value \"a\", :time 3, :index 2}",
                        "{:process 1, :type :ok, :f :read, :value \"a\", :time 4, :index 3}",
                        "{:process 1, :type :invoke, :f :cas, :value [\"a\" \"b\\\"\\n\"], :time 5, :index 4}",
                        "{:process 1, :type :info, :f :cas, :value [\"a\" \"b\\\"\\n\"], :time 6, :index 5}",
                        "{:process 2, :type :invoke, :f :read, :value nil, :time 7, :index 6}",
                        "{:process 2, :type :ok, :f :read, :value nil, :time 8, :index 7}");
    }

    @Test
    void manyKeysBecomePairs() {
        Operation other =
                Operation.start(2, Action.PUT, "other", Request.value("x"), 9).notApplied(10);
        assertThat(EdnExport.lines(List.of(PUT, other), EdnForm.KNOSSOS))
                .contains(
                        "{:process 0, :type :ok, :f :write, :value [\"k\" \"a\"], :time 3, :index 1}",
                        "{:process 2, :type :fail, :f :write, :value [\"other\" \"x\"], :time 10, :index 3}");
    }

    @Test
    void ellesFormIsOfTransactions() {
        assertThat(EdnExport.lines(List.of(PUT, GET), EdnForm.ELLE))
                .containsExactly(
                        "{:process 0, :type :invoke, :f :txn, :value [[:w \"k\" \"a\"]], :time 1, :index 0}",
                        "{:process 1, :type :invoke, :f :txn, :value [[:r \"k\" nil]], :time 2, :index 1}",
                        "{:process 0, :type :ok, :f :txn, :value [[:w \"k\" \"a\"]], :time 3, :index 2}",
                        "{:process 1, :type :ok, :f :txn, :value [[:r \"k\" \"a\"]], :time 4, :index 3}");
    }

    @Test
    void porcupinesFormLeavesOutWhatHadNoEffectAndNeverCompletesAnUnknownOne() {
        Operation failed =
                Operation.start(2, Action.PUT, "k", Request.value("x"), 9).notApplied(10);
        Operation open =
                Operation.start(3, Action.PUT, "k", Request.value("y"), 9).unknown(10);
        assertThat(EdnExport.lines(List.of(PUT, AFTER, failed, open), EdnForm.PORCUPINE))
                .containsExactly(
                        "{:process 0, :type :invoke, :f :put, :key \"k\", :value \"a\"}",
                        "{:process 0, :type :ok, :f :put, :key \"k\", :value \"a\"}",
                        "{:process 1, :type :invoke, :f :get, :key \"k\", :value nil}",
                        "{:process 1, :type :ok, :f :get, :key \"k\", :value \"\"}",
                        "{:process 3, :type :invoke, :f :put, :key \"k\", :value \"y\"}");
    }

    @Test
    void whatCannotBeSaidIsRefused() {
        assertThatThrownBy(() -> EdnExport.lines(List.of(OPEN), EdnForm.KNOSSOS))
                .hasMessageContaining("no answer of the history shows the value that had version 5");
        assertThatThrownBy(() -> EdnExport.lines(List.of(PUT, OPEN), EdnForm.PORCUPINE))
                .hasMessageContaining("'put-if-version' cannot be said");
    }
}
