package io.kvorum.cli.command.dev;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.harness.live.LocalCluster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kvctl dev pause}. */
@Command(
        name = "pause",
        description = "Stop a node without ending it (SIGSTOP): it accepts connections and never answers.")
final class DevPause extends DevClusterCommand {
    @Parameters(paramLabel = "NODE", description = "Name or number of the node.")
    private String node = "";

    DevPause(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        LocalCluster cluster = cluster();
        cluster.pause(node(cluster, node));
        show(cluster);
        return Exit.OK;
    }
}
