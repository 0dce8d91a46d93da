package io.kvorum.cli.command.dev;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.harness.live.LocalCluster;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl dev kill}. */
@Command(name = "kill", description = "End a node at once (kill -9), or politely with --drain.")
final class DevKill extends DevClusterCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Parameters(paramLabel = "NODE", description = "Name or number of the node.")
    private String node = "";

    @Option(names = "--drain", description = "SIGTERM: let it finish what it has begun.")
    private boolean drain;

    DevKill(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws InterruptedException {
        LocalCluster cluster = cluster();
        int number = node(cluster, node);
        cluster.resume(number);
        if (!drain) {
            cluster.kill(number);
        } else if (!cluster.terminate(number, PATIENCE)) {
            cli.console().say("it did not end within " + PATIENCE.toSeconds() + " s, and was killed");
        }
        show(cluster);
        return Exit.OK;
    }
}
