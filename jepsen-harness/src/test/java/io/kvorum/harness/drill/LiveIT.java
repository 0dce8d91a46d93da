package io.kvorum.harness.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.harness.checker.linear.Limits;
import io.kvorum.harness.live.ClusterPlan;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.harness.live.NodeState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A short drill on real processes: four faults, and as long as they take. */
class LiveIT {
    private static final long SEED = 529;
    private static final int FAULTS = 4;

    @TempDir
    Path folder;

    private DrillOptions options(WorkloadKind workload, int keys, int faults, List<FaultKind> kinds) {
        return new DrillOptions(
                workload,
                folder.resolve("drill"),
                3,
                8,
                keys,
                Duration.ofMinutes(5),
                faults,
                SEED,
                kinds,
                false,
                Duration.ofSeconds(2));
    }

    @Test
    @Timeout(600)
    void nodesThatAreKilledAndStoppedKeepTheirWord() throws Exception {
        DrillOptions options = options(WorkloadKind.CAS, 4, FAULTS, List.of(FaultKind.KILL, FaultKind.PAUSE));
        QuietListener listener = new QuietListener();
        Drill drill = new Drill(options, listener);

        DrillReport report = drill.run();

        assertThat(report.properties())
                .as("%s", listener.told)
                .allMatch(property -> property.result() == DrillReport.Result.FINE);
        assertThat(report.result()).isEqualTo(DrillReport.Result.FINE);
        assertThat(report.load().faults())
                .hasSize(FAULTS)
                .allMatch(fault -> fault.servedAgainMs().isPresent())
                .extracting(fault -> fault.fault().kind())
                .contains(FaultKind.KILL, FaultKind.PAUSE);
        assertThat(report.load().actions().keySet())
                .containsExactlyInAnyOrder("get", "put", "put-if-absent", "put-if-version", "delete-if-version", "cas");
        assertThat(report.load().outcomes().get("applied")).isGreaterThan(1_000);
        assertThat(report.load().outcomes().get("conflict")).isGreaterThan(100);
        // The reads of the end are in the history, too.
        assertThat(report.findings().operations())
                .isGreaterThanOrEqualTo(report.load().operations() + 4);
        CasFindings findings = (CasFindings) report.findings();
        assertThat(findings.copies()).hasSize(3).allMatch(copies -> copies.unanswered() == 0);

        LocalCluster left = LocalCluster.open(drill.clusterDirectory());
        assertThat(left.plan().nodes())
                .extracting(ClusterPlan.Node::number)
                .allMatch(node -> left.state(node) == NodeState.DOWN);

        Path changed = Corruption.ofOneRead(drill.historyFile(), folder.resolve("changed.jsonl"));
        assertThat(Judgement.of(changed, Limits.REPRODUCIBLE, listener).broken())
                .as("one read that was changed after the fact")
                .isEqualTo(1);
    }

    /** Each kind of fault once, on eventual keys: links as well as nodes. */
    @Test
    @Timeout(600)
    void registersKeepTheirWordThroughEachKindOfFault() throws Exception {
        List<FaultKind> all = List.of(FaultKind.values());
        DrillOptions options = options(WorkloadKind.REGISTERS, 16, all.size(), all);
        QuietListener listener = new QuietListener();
        Drill drill = new Drill(options, listener);

        DrillReport report = drill.run();

        assertThat(report.properties())
                .as("%s %s", report.findings().offences(), listener.told)
                .allMatch(property -> property.result() == DrillReport.Result.FINE);
        assertThat(report.load().kinds()).extracting(KindFigures::kind).containsExactlyElementsOf(all);
        assertThat(report.load().kinds()).allMatch(kind -> kind.operations() > 0);
        assertThat(report.load().actions().keySet()).containsExactlyInAnyOrder("get", "put", "delete");
        RegisterFindings findings = (RegisterFindings) report.findings();
        assertThat(findings.judgement().reads()).isGreaterThan(1_000);
        assertThat(findings.replicas().isClean()).isTrue();
        assertThat(DrillMark.of(folder.resolve("drill")).orElseThrow().ended()).isTrue();
    }
}
