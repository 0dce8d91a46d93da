package io.kvorum.cli.command.dev;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.contexts.Contexts;
import io.kvorum.harness.live.ClusterPlan;
import io.kvorum.harness.live.ClusterSpec;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.harness.live.NodeState;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl dev up}. */
@Command(
        name = "up",
        description = "Start a cluster in the background, and make it the current context 'dev'.",
        footer = {"", "Example:", "  kvctl dev up --nodes 5 --regions 2 && kvctl put hello world && kvctl get hello"})
final class DevUp extends DevClusterCommand {
    static final String CONTEXT = "dev";

    private static final Duration READY = Duration.ofSeconds(90);

    @Option(names = "--nodes", defaultValue = "3", description = "How many, 1 to 15. Default: ${DEFAULT-VALUE}.")
    private int nodes = 3;

    @Option(names = "--regions", defaultValue = "1", description = "The nodes take turns in them. Default: 1.")
    private int regions = 1;

    DevUp(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException, InterruptedException {
        LocalCluster cluster = prepare();
        cli.console().say("starting " + cluster.plan().nodes().size() + " nodes in " + directory());
        try {
            for (ClusterPlan.Node node : cluster.plan().nodes()) {
                if (cluster.state(node.number()) == NodeState.DOWN) {
                    cluster.start(node.number());
                }
            }
            cluster.awaitReady(READY);
        } catch (IllegalStateException e) {
            // Half a cluster would only be in the way of the next attempt; the logs stay.
            cluster.shutDown(Duration.ZERO);
            throw e;
        }
        Contexts.Context context = new Contexts.Context(cluster.plan().endpoints());
        cli.contexts().write(cli.contexts().read().with(CONTEXT, context, true));
        show(cluster);
        cli.console().say("commands now go to this cluster (context 'dev'); end it with 'kvctl dev down'");
        return Exit.OK;
    }

    private LocalCluster prepare() throws IOException, InterruptedException {
        if (!LocalCluster.exists(directory())) {
            return LocalCluster.createDetached(ClusterSpec.of(nodes, regions, directory()));
        }
        LocalCluster cluster = LocalCluster.open(directory());
        cluster.ensureLinks();
        if (cluster.plan().nodes().size() != nodes) {
            cli.console()
                    .say("there is a cluster of " + cluster.plan().nodes().size()
                            + " nodes already, which goes on; for another one first 'kvctl dev down --delete'");
        }
        return cluster;
    }
}
