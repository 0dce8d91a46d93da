package io.kvorum.harness.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replicas in memory, with one mistake planted in each test. */
@Timeout(60)
class VerifierTest {
    private static final int PARTITION = 7;

    private final Ledger ledger = new Ledger();
    private final List<Map<String, Set<String>>> replicas = List.of(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    private int looks;

    private void acknowledge(String key, String name, boolean delete, String... saw) {
        ledger.begin(key, name, delete, List.of(saw));
        ledger.acknowledged(key, name);
    }

    private void everywhere(String key, String... values) {
        replicas.forEach(replica -> replica.put(key, Set.of(values)));
    }

    private List<Verifier.Replica> read() {
        looks++;
        List<Verifier.Replica> read = new ArrayList<>();
        for (int node = 1; node <= replicas.size(); node++) {
            Map<String, Verifier.Row> rows = new TreeMap<>();
            replicas.get(node - 1)
                    .forEach((key, values) -> rows.put(
                            key, new Verifier.Row(values.stream().sorted().toList(), values)));
            read.add(new Verifier.Replica(node, rows));
        }
        return read;
    }

    private Verdict verdict(Duration patience) throws InterruptedException {
        Verifier.Reader reader = new Verifier.Reader() {
            @Override
            public List<Integer> partitions() {
                return List.of(PARTITION);
            }

            @Override
            public List<Verifier.Replica> read(int partition) {
                assertThat(partition).isEqualTo(PARTITION);
                return VerifierTest.this.read();
            }
        };
        return new Verifier(ledger, reader, (what, done, total) -> {}).run(patience);
    }

    @Test
    void replicasThatHoldWhatWasWrittenAreClean() throws InterruptedException {
        acknowledge("k", "a", false);
        acknowledge("k", "b", false, "a");
        acknowledge("gone", "x", false);
        acknowledge("gone", "delete 1", true, "x");
        everywhere("k", "b");
        Verdict verdict = verdict(Duration.ZERO);
        assertThat(verdict.isClean()).as("%s", verdict).isTrue();
        assertThat(verdict.rows()).isEqualTo(3);
        assertThat(looks).isEqualTo(1);
    }

    @Test
    void aWriteThatOneReplicaLacksIsLostAndTheReplicasDiffer() throws InterruptedException {
        acknowledge("k", "a", false);
        everywhere("k", "a");
        replicas.get(1).remove("k");
        Verdict verdict = verdict(Duration.ZERO);
        assertThat(verdict.lost()).isEqualTo(1);
        assertThat(verdict.divergent()).isEqualTo(1);
    }

    @Test
    void aWriteThatAllReplicasLackIsLost() throws InterruptedException {
        acknowledge("k", "a", false);
        Verdict verdict = verdict(Duration.ZERO);
        assertThat(verdict.lost()).isEqualTo(1);
        assertThat(verdict.divergent()).isZero();
    }

    @Test
    void aDeletedValueThatIsThereCameBack() throws InterruptedException {
        acknowledge("k", "a", false);
        acknowledge("k", "delete 1", true, "a");
        everywhere("k", "a");
        assertThat(verdict(Duration.ZERO).resurrected()).isEqualTo(1);
    }

    @Test
    void aValueThatNobodyWroteIsAPhantom() throws InterruptedException {
        everywhere("k", "x");
        assertThat(verdict(Duration.ZERO).phantoms()).isEqualTo(1);
    }

    /** Each look brings the last replica a key nearer. */
    @Test
    void replicasMayBecomeEqualWhileTheyAreLookedAt() throws InterruptedException {
        acknowledge("k", "a", false);
        everywhere("k", "a");
        replicas.get(2).remove("k");
        Verifier.Reader reader = new Verifier.Reader() {
            @Override
            public List<Integer> partitions() {
                return List.of(PARTITION);
            }

            @Override
            public List<Verifier.Replica> read(int partition) {
                List<Verifier.Replica> now = VerifierTest.this.read();
                everywhere("k", "a");
                return now;
            }
        };
        Verdict verdict = new Verifier(ledger, reader, (what, done, total) -> {}).run(Duration.ofSeconds(50));
        assertThat(verdict.isClean()).as("%s", verdict).isTrue();
        assertThat(looks).isEqualTo(2);
    }
}
