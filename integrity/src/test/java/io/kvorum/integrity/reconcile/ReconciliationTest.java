package io.kvorum.integrity.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Int64Value;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.aggregate.Accounts;
import io.kvorum.integrity.aggregate.AggregateId;
import io.kvorum.integrity.aggregate.Aggregates;
import io.kvorum.integrity.aggregate.CommandOptions;
import io.kvorum.integrity.fake.FakeTagStore;
import io.kvorum.integrity.fake.FakeTagStore.Faults;
import io.kvorum.integrity.fake.ManualTime;
import io.kvorum.integrity.idempotency.Fingerprint;
import io.kvorum.integrity.idempotency.Idempotency;
import io.kvorum.integrity.idempotency.IdempotencyOptions;
import io.kvorum.integrity.idempotency.IdempotentRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReconciliationTest {
    private final ManualTime time = new ManualTime();
    private final Map<String, Long> ledger = new TreeMap<>();
    private final Map<String, Long> balances = new TreeMap<>();
    private final Invariant invariant = Invariant.of("ledger-equals-balances", this::differences);

    private List<Difference> differences() {
        List<Difference> found = new ArrayList<>();
        ledger.forEach((account, sum) -> {
            long missing = sum - balances.getOrDefault(account, 0L);
            if (missing != 0) {
                found.add(new Difference(account, missing, "the ledger has " + missing + " more"));
            }
        });
        return found;
    }

    private Reconciliation reconciliation(int looks, DriftBudget budget) {
        return new Reconciliation(
                List.of(invariant),
                ReconcileOptions.DEFAULT.looks(looks).budget(budget).time(time));
    }

    @Test
    void whatStaysCountsAndWhatOnlySeemedToDifferDoesNot() {
        ledger.put("a", 5L);
        Reconciliation reconciliation = reconciliation(2, DriftBudget.NONE);
        Report first = reconciliation.look();
        assertThat(first.isGood()).as("it may be on its way").isTrue();
        assertThat(first.isClean()).isFalse();
        assertThat(first.at()).isEqualTo(java.time.Instant.ofEpochMilli(time.wallMillis()));
        ledger.put("a", 6L);
        assertThat(reconciliation.look().isGood()).as("it has changed").isTrue();
        assertThat(reconciliation.look().isGood()).as("it stays").isFalse();
        balances.put("a", 6L);
        assertThat(reconciliation.look().isClean()).isTrue();
        balances.put("a", 0L);
        assertThat(reconciliation.look().isGood()).as("it begins anew").isTrue();
    }

    @Test
    void onDemandItLooksAsOftenAsItTakes() {
        ledger.put("a", 5L);
        assertThat(reconciliation(3, DriftBudget.NONE).settle().isGood()).isFalse();
        balances.put("a", 5L);
        assertThat(reconciliation(3, DriftBudget.NONE).settle().isClean()).isTrue();
    }

    @Test
    void withinTheBudgetADeploymentGoesOn() {
        ledger.put("a", 5L);
        ledger.put("b", -3L);
        assertThat(reconciliation(1, new DriftBudget(2, 8)).look().isGood()).isTrue();
        assertThat(reconciliation(1, new DriftBudget(1, 8)).look().isGood())
                .as("one too many")
                .isFalse();
        assertThat(reconciliation(1, new DriftBudget(2, 7)).look().isGood())
                .as("signs do not make up for each other")
                .isFalse();
        ledger.put("c", Long.MIN_VALUE);
        assertThat(reconciliation(1, new DriftBudget(9, Long.MAX_VALUE)).look().isGood())
                .as("no overflow")
                .isFalse();
    }

    @Test
    void whatCannotBeLookedAtIsNotGoodAndKeepsNoOtherFromBeingLookedAt() {
        boolean[] fails = {false};
        Invariant failing = Invariant.of("stock-is-not-negative", () -> {
            if (fails[0]) {
                throw new IllegalStateException("no answer");
            }
            return List.of(new Difference("sku", -1, "one too few"));
        });
        Reconciliation reconciliation =
                new Reconciliation(List.of(failing, invariant), ReconcileOptions.DEFAULT.time(time));
        assertThat(reconciliation.look().isGood()).isTrue();
        fails[0] = true;
        Report report = reconciliation.look();
        assertThat(report.isGood()).isFalse();
        assertThat(report.findings()).extracting(Report.Finding::withinBudget).containsExactly(false, true);
        assertThat(report.findings().get(0).failure()).contains("no answer");
        fails[0] = false;
        assertThat(reconciliation.look().findings().get(0).counted())
                .as("what was seen before is not forgotten")
                .hasSize(1);
    }

    @Test
    void mistakesInWhatIsToBeLookedAtAreRefused() {
        assertThatThrownBy(() -> new Reconciliation(List.of(invariant, invariant), ReconcileOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Difference("a", 0, "nothing")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DriftBudget(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReconcileOptions.DEFAULT.looks(0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The compensation is an event of the aggregate, under an id that follows from the difference: accepted twice it is recorded once. */
    @Test
    void aCompensationIsProposedAndHappensOnlyIfItIsAccepted() {
        FakeTagStore store = new FakeTagStore("accounts", new Faults());
        Aggregates<Int64Value, Long> accounts = Accounts.of(store, time);
        AggregateId id = Accounts.ID;
        Idempotency idempotency = new Idempotency(IdempotencyOptions.DEFAULT.time(time));
        long received = 10;
        Invariant all = Invariant.of("received-equals-balance", () -> {
            long missing = received - accounts.read(id).state().getValue();
            IdempotentRequest once =
                    new IdempotentRequest("correct", "look-1", Fingerprint.of(Bytes.ofUtf8(Long.toString(missing))));
            return missing == 0
                    ? List.of()
                    : List.of(new Difference(id.tag(), missing, "received, and not there")
                            .proposal("deposit " + missing, () -> {
                                var unused = accounts.execute(
                                        id, missing, CommandOptions.DEFAULT.guard(idempotency.once(once)));
                            }));
        });
        Reconciliation reconciliation = new Reconciliation(
                List.of(all), ReconcileOptions.DEFAULT.looks(1).time(time));
        Report report = reconciliation.look();
        assertThat(report.isGood()).isFalse();
        assertThat(accounts.read(id).version()).as("nothing happens by itself").isZero();
        Difference.Proposal proposal =
                report.findings().get(0).counted().get(0).proposal().orElseThrow();
        assertThat(proposal.what()).isEqualTo("deposit 10");
        proposal.accept();
        proposal.accept();
        assertThat(accounts.read(id).state().getValue()).isEqualTo(10);
        assertThat(accounts.read(id).unsent()).hasSize(1);
        assertThat(reconciliation.look().isClean()).isTrue();
    }

    @Test
    @Timeout(60)
    void itLooksAgainAndAgainAlsoIfTheListenerFails() {
        List<Report> told = new CopyOnWriteArrayList<>();
        AtomicInteger looks = new AtomicInteger();
        Invariant counting = Invariant.of("counting", () -> {
            int look = looks.incrementAndGet();
            return List.of(new Difference("look", look < 3 ? look : 3, "always"));
        });
        Reconciliation reconciliation = new Reconciliation(List.of(counting), ReconcileOptions.DEFAULT.time(time));
        ContinuousReconciliation always = new ContinuousReconciliation(reconciliation, Duration.ofMillis(1), report -> {
            told.add(report);
            if (told.size() < 3) {
                throw new IllegalStateException("nobody to alert");
            }
        });
        await().until(() -> told.size() >= 6);
        always.close();
        int after = looks.get();
        assertThat(told.subList(0, 3)).allMatch(Report::isGood);
        assertThat(told.subList(3, 6)).noneMatch(Report::isGood);
        assertThat(looks.get()).isEqualTo(after);
    }
}
