package io.kvorum.cli.command.crdt;

import io.kvorum.client.Level;
import io.kvorum.client.ReadOptions;
import picocli.CommandLine.Option;

/** How an update reads what it is about to replace. */
final class ReadBefore {
    @Option(
            names = "--r",
            paramLabel = "LEVEL",
            description = "Replicas that must answer the read before it, as for --w. Default: the bucket's.")
    private String level = "";

    ReadOptions options() {
        return level.isEmpty() ? ReadOptions.DEFAULT : ReadOptions.DEFAULT.level(Level.parse(level));
    }
}
