package io.kvorum.cli.command.dev;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.harness.live.RowLoss;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl dev lose-rows}. */
@Command(
        name = "lose-rows",
        description = "Delete rows of a node behind its back, as a bad disk might: end it, delete, start it again.",
        footer = {
            "",
            "Nothing tells the node; its other replicas have the rows. A drill:",
            "  kvctl dev lose-rows n2 --rows 1000",
            "  kvctl repair verify        shows what differs: exit code 9",
            "  kvctl repair run           finds it and brings it back",
            "  kvctl repair verify        identical"
        })
final class DevLoseRows extends DevClusterCommand {
    private static final Duration READY = Duration.ofSeconds(60);

    @Parameters(paramLabel = "NODE", description = "Name or number of the node.")
    private String node = "";

    @Option(names = "--rows", defaultValue = "1000", description = "How many. Default: ${DEFAULT-VALUE}.")
    private int rows = 1_000;

    DevLoseRows(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws InterruptedException {
        LocalCluster cluster = cluster();
        int number = node(cluster, node);
        cli.confirm("Rows of node " + node + " will be deleted; the other replicas have them.");
        cluster.resume(number);
        cluster.terminate(number, READY);
        int lost = RowLoss.lose(cluster.data(number), rows);
        cluster.start(number);
        cluster.awaitReady(number, READY);
        cli.console().say(lost + " rows of " + node + " are gone, and nothing there knows");
        show(cluster);
        return Exit.OK;
    }
}
