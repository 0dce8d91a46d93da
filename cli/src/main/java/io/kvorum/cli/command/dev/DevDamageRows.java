package io.kvorum.cli.command.dev;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.harness.live.LocalCluster;
import io.kvorum.harness.live.RowLoss;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl dev damage-rows}. */
@Command(
        name = "damage-rows",
        description =
                "Change bytes of a node's rows behind its back, as a bad disk might: end it, change, start it again.",
        footer = {
            "",
            "Each row has a checksum of its own: the node finds out when it reads it, says nothing about its key from"
                    + " then on,",
            "and replaces it by what the other replicas have. A drill:",
            "  kvctl dev damage-rows n2 --rows 1000",
            "  kvctl repair run           finds them and has them replaced",
            "  kvctl repair verify        identical"
        })
final class DevDamageRows extends DevClusterCommand {
    private static final Duration READY = Duration.ofSeconds(60);

    @Parameters(paramLabel = "NODE", description = "Name or number of the node.")
    private String node = "";

    @Option(names = "--rows", defaultValue = "1000", description = "How many. Default: ${DEFAULT-VALUE}.")
    private int rows = 1_000;

    DevDamageRows(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws InterruptedException {
        LocalCluster cluster = cluster();
        int number = node(cluster, node);
        cli.confirm("Rows of node " + node + " will be damaged; the other replicas have them.");
        cluster.resume(number);
        cluster.terminate(number, READY);
        int damaged = RowLoss.damage(cluster.data(number), rows);
        cluster.start(number);
        cluster.awaitReady(number, READY);
        cli.console().say(damaged + " rows of " + node + " are damaged, and nothing there knows yet");
        show(cluster);
        return Exit.OK;
    }
}
