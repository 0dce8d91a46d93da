package io.kvorum.harness.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Ledger ledger = new Ledger();

    @Test
    void anAcknowledgedWriteThatNothingReplacedMustBeThere() {
        acknowledge("a", false);

        assertThat(ledger.judge("key", List.of("a")).isEmpty()).isTrue();
        assertThat(ledger.judge("key", List.of()).lost()).containsExactly("a");
    }

    @Test
    void aWriteThatAnAcknowledgedOneHadSeenMustNotComeBack() {
        acknowledge("a", false);
        acknowledge("b", false, "a");

        assertThat(ledger.judge("key", List.of("b")).isEmpty()).isTrue();
        assertThat(ledger.judge("key", List.of("a", "b")).resurrected()).containsExactly("a");
        assertThat(ledger.judge("key", List.of("a")).lost()).containsExactly("b");
    }

    @Test
    void aDeletedValueMustNotComeBackAndIsNotLost() {
        acknowledge("a", false);
        acknowledge("delete-1", true, "a");

        assertThat(ledger.judge("key", List.of()).isEmpty()).isTrue();
        assertThat(ledger.judge("key", List.of("a")).resurrected()).containsExactly("a");
    }

    @Test
    void whatWasReplacedByWayOfAnUnknownWriteIsReplaced() {
        acknowledge("a", false);
        ledger.begin("key", "b", false, List.of("a"));
        ledger.unknown("key", "b");
        acknowledge("c", false, "b");

        assertThat(ledger.judge("key", List.of("a", "c")).resurrected()).containsExactly("a");
        assertThat(ledger.judge("key", List.of("b", "c")).resurrected()).containsExactly("b");
    }

    @Test
    void anUnknownWriteMayHaveReplacedWhatItSawOrNot() {
        acknowledge("a", false);
        ledger.begin("key", "delete-1", true, List.of("a"));
        ledger.unknown("key", "delete-1");

        assertThat(ledger.judge("key", List.of("a")).isEmpty()).isTrue();
        assertThat(ledger.judge("key", List.of()).isEmpty()).isTrue();
    }

    @Test
    void concurrentWritesMustBothBeThere() {
        acknowledge("a", false);
        acknowledge("b", false, "a");
        acknowledge("c", false, "a");

        assertThat(ledger.judge("key", List.of("b", "c")).isEmpty()).isTrue();
        assertThat(ledger.judge("key", List.of("c")).lost()).isEqualTo(Set.of("b"));
    }

    @Test
    void aWriteThatWasSaidNotToBeAppliedMustNotBeThereAndReplacesNothing() {
        acknowledge("a", false);
        ledger.begin("key", "b", false, List.of("a"));
        ledger.notApplied("key", "b");

        assertThat(ledger.judge("key", List.of("a")).isEmpty()).isTrue();
        assertThat(ledger.judge("key", List.of("b")).phantoms()).containsExactly("b");
        assertThat(ledger.judge("key", List.of("b")).lost()).containsExactly("a");
    }

    @Test
    void aValueThatNobodyWroteIsAPhantom() {
        assertThat(ledger.judge("key", List.of("x")).phantoms()).containsExactly("x");
    }

    private void acknowledge(String name, boolean delete, String... saw) {
        ledger.begin("key", name, delete, List.of(saw));
        ledger.acknowledged("key", name);
    }
}
