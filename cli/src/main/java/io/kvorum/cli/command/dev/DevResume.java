package io.kvorum.cli.command.dev;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.harness.live.LocalCluster;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kvctl dev resume}. */
@Command(name = "resume", description = "Let a node go on that was stopped by pause (SIGCONT).")
final class DevResume extends DevClusterCommand {
    @Parameters(paramLabel = "NODE", description = "Name or number of the node.")
    private String node = "";

    DevResume(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        LocalCluster cluster = cluster();
        cluster.resume(node(cluster, node));
        show(cluster);
        return Exit.OK;
    }
}
