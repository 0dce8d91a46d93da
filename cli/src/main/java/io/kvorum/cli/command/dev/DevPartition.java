package io.kvorum.cli.command.dev;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.harness.live.proxy.Link;
import io.kvorum.harness.live.proxy.LinkState;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl dev partition}. */
@Command(name = "partition", description = "Cut the links between two groups of nodes.")
final class DevPartition extends DevClusterCommand {
    @Parameters(index = "0", paramLabel = "NODES", split = ",", description = "The one side.")
    private List<String> one = List.of();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NODES",
            split = ",",
            description = "The other side. Default: all other nodes.")
    private List<String> other = List.of();

    @Option(names = "--one-way", description = "Only what the one side sends to the other is lost, not the answers.")
    private boolean oneWay;

    @Option(names = "--reject", description = "Connections are reset, instead of silence.")
    private boolean reject;

    DevPartition(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        LocalCluster cluster = cluster();
        Set<Integer> left = nodes(cluster, one);
        Set<Integer> right = nodes(cluster, other);
        if (right.isEmpty()) {
            cluster.plan().nodes().forEach(node -> right.add(node.number()));
            right.removeAll(left);
        }
        if (right.isEmpty() || !Collections.disjoint(left, right)) {
            throw Failure.usage(
                    "the two sides must be different nodes, and none may be empty", "for example: n1,n2 n3,n4");
        }
        LinkState state = reject ? new LinkState.Reject() : new LinkState.Cut();
        for (int from : left) {
            for (int to : right) {
                Link link = new Link(from, to);
                cluster.network().set(link, state);
                if (!oneWay) {
                    cluster.network().set(link.reversed(), state);
                }
            }
        }
        show(cluster);
        return Exit.OK;
    }
}
