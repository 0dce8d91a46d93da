package io.kvorum.cli.command.dev;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import picocli.CommandLine.Command;

/** {@code kvctl dev ls}. */
@Command(name = "ls", description = "Show the nodes, where they listen, and which links are broken.")
final class DevLs extends DevClusterCommand {

    DevLs(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        show(cluster());
        return Exit.OK;
    }
}
