package io.kvorum.cli.command.dev;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.harness.live.ClusterPlan;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.harness.live.NodeState;
import java.time.Duration;
import picocli.CommandLine.Command;

/** {@code kvctl dev heal}. */
@Command(name = "heal", description = "Undo all faults: links open, stopped nodes go on, dead nodes start.")
final class DevHeal extends DevClusterCommand {

    DevHeal(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws InterruptedException {
        LocalCluster cluster = cluster();
        cluster.network().heal();
        for (ClusterPlan.Node node : cluster.plan().nodes()) {
            cluster.resume(node.number());
            if (cluster.state(node.number()) == NodeState.DOWN) {
                cluster.start(node.number());
            }
        }
        cluster.awaitReady(Duration.ofSeconds(60));
        show(cluster);
        return Exit.OK;
    }
}
