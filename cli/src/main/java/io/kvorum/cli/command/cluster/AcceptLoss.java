package io.kvorum.cli.command.cluster;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.KvorumException;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.NodeStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl cluster accept-loss}. */
@Command(
        name = "accept-loss",
        description = {
            "Let strong buckets go on with what is left, when nobody can learn from a majority of others any more.",
            "For a cluster that was restored from copies of running nodes, or has lost several disks at once: 'kvctl"
                + " node status' says notVoting, and stays so. The nodes tell each other what they have, each takes"
                + " the newest of it, and only then do they vote. Updates that none of them has are lost, and deleted"
                + " keys may come back."
        },
        footer = {
            "",
            "All nodes must be up, but for those of --without. A node whose disk is gone can be started with an empty",
            "one. Eventual buckets are not touched: their replicas repair each other anyway.",
            "",
            "Exit code 9: some node did not vote yet when the time was over; it goes on by itself.",
            "",
            "Examples:",
            "  kvctl cluster accept-loss",
            "  kvctl cluster accept-loss --without n3 --yes --timeout 60s"
        })
final class AcceptLoss extends CliCommand {
    private static final long POLL_MS = 100;

    @Option(
            names = "--without",
            split = ",",
            paramLabel = "NODE",
            description = "A node that is gone for good, or will come back later and learn from the others. By name or"
                    + " number.")
    private List<String> without = List.of();

    AcceptLoss(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws InterruptedException {
        try (Cluster cluster = cli.connect()) {
            ClusterTopology topology = cluster.topology();
            List<Integer> absent = without.stream()
                    .map(name -> Nodes.named(topology, name).number())
                    .toList();
            List<ClusterTopology.Node> left = topology.nodes().stream()
                    .filter(node -> !absent.contains(node.number()))
                    .toList();
            requireUp(cluster, left);
            cli.confirm("Updates of strong buckets that none of " + names(left) + " has will be lost.");
            long epoch = cluster.acceptLoss(absent);
            List<String> waiting = await(cluster, left, epoch);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("epoch", epoch);
            result.put("notVoting", waiting);
            cli.console().show(Shown.thing(result));
            return waiting.isEmpty() ? Exit.OK : Exit.UNHEALTHY;
        }
    }

    private static List<String> names(List<ClusterTopology.Node> nodes) {
        return nodes.stream().map(ClusterTopology.Node::name).toList();
    }

    private static void requireUp(Cluster cluster, List<ClusterTopology.Node> nodes) {
        for (ClusterTopology.Node node : nodes) {
            try {
                cluster.nodeStatus(node.number());
            } catch (KvorumException e) {
                throw Failure.usage(
                        "node " + node.name() + " does not answer; nothing was changed",
                        "start it, with an empty directory if its disk is gone, or leave it out: --without "
                                + node.name());
            }
        }
    }

    /** @return who does not vote everywhere yet when the time is over */
    private List<String> await(Cluster cluster, List<ClusterTopology.Node> nodes, long epoch)
            throws InterruptedException {
        long deadlineNanos = System.nanoTime() + cli.options().timeout().toNanos();
        List<ClusterTopology.Node> open = new ArrayList<>(nodes);
        while (true) {
            open.removeIf(node -> votes(cluster, node.number(), epoch));
            if (open.isEmpty() || System.nanoTime() - deadlineNanos > 0) {
                return names(open);
            }
            Thread.sleep(POLL_MS);
        }
    }

    private static boolean votes(Cluster cluster, int node, long epoch) {
        try {
            NodeStatus status = cluster.nodeStatus(node);
            return status.epoch() >= epoch && NodeReport.notVoting(status) == 0;
        } catch (KvorumException e) {
            return false;
        }
    }
}
