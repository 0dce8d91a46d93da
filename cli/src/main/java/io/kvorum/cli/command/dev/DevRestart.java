package io.kvorum.cli.command.dev;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.harness.live.LocalCluster;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kvctl dev restart}. */
@Command(name = "restart", description = "Start a node that is down, or end it politely and start it again.")
final class DevRestart extends DevClusterCommand {
    private static final Duration READY = Duration.ofSeconds(60);

    @Parameters(paramLabel = "NODE", description = "Name or number of the node.")
    private String node = "";

    DevRestart(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws InterruptedException {
        LocalCluster cluster = cluster();
        int number = node(cluster, node);
        cluster.resume(number);
        cluster.terminate(number, READY);
        cluster.start(number);
        cluster.awaitReady(number, READY);
        show(cluster);
        return Exit.OK;
    }
}
