package io.kvorum.cli.command.dev;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.harness.live.LocalCluster;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kvctl dev wipe}. */
@Command(name = "wipe", description = "Give a node a new, empty disk: kill it, delete its data, start it again.")
final class DevWipe extends DevClusterCommand {
    @Parameters(paramLabel = "NODE", description = "Name or number of the node.")
    private String node = "";

    DevWipe(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException, InterruptedException {
        LocalCluster cluster = cluster();
        int number = node(cluster, node);
        cli.confirm("All data of node " + node + " will be deleted; the other replicas bring it back.");
        cluster.kill(number);
        cluster.wipe(number);
        cluster.start(number);
        cluster.awaitReady(number, Duration.ofSeconds(60));
        show(cluster);
        return Exit.OK;
    }
}
