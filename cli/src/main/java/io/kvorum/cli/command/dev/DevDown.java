package io.kvorum.cli.command.dev;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.contexts.Contexts;
import io.kvorum.harness.live.LocalCluster;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl dev down}. */
@Command(name = "down", description = "End all nodes. Data stays, and 'dev up' goes on with it, unless --delete.")
final class DevDown extends DevClusterCommand {
    @Option(names = "--delete", description = "Delete data, logs and configuration, too.")
    private boolean delete;

    DevDown(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException, InterruptedException {
        LocalCluster cluster = cluster();
        cluster.shutDown(Duration.ofSeconds(20));
        if (delete) {
            cluster.delete();
            Contexts contexts = cli.contexts().read();
            if (contexts.all().containsKey(DevUp.CONTEXT)) {
                cli.contexts().write(contexts.without(DevUp.CONTEXT));
            }
        }
        cli.console().say(delete ? "the cluster is gone" : "all nodes have ended; the data is in " + directory());
        return Exit.OK;
    }
}
