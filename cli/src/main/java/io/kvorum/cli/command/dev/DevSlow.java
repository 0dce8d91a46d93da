package io.kvorum.cli.command.dev;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.harness.live.ClusterPlan;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.harness.live.proxy.Link;
import io.kvorum.harness.live.proxy.LinkState;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl dev slow}. */
@Command(name = "slow", description = "Delay everything that a node sends to the others and is sent by them.")
final class DevSlow extends DevClusterCommand {
    @Parameters(index = "0", paramLabel = "NODE", description = "Name or number of the node.")
    private String node = "";

    @Parameters(index = "1", paramLabel = "NODE", arity = "0..1", description = "Only between these two nodes.")
    private String other = "";

    @Option(names = "--delay", paramLabel = "TIME", defaultValue = "100ms", description = "Each way. Default: 100ms.")
    private Duration delay = Duration.ofMillis(100);

    DevSlow(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        LocalCluster cluster = cluster();
        int number = node(cluster, node);
        for (ClusterPlan.Node peer : cluster.plan().nodes()) {
            boolean meant = other.isEmpty() || peer.number() == node(cluster, other);
            if (meant && peer.number() != number) {
                cluster.network().setBoth(new Link(number, peer.number()), new LinkState.Slow(delay));
            }
        }
        show(cluster);
        return Exit.OK;
    }
}
