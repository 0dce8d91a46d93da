package io.kvorum.cli.command.live;

import io.kvorum.cli.Cli;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code kvctl live} and what is below it. */
@Command(name = "live", description = "Drill: a cluster of real processes under load and faults, and a judged history.")
public final class LiveCommand {
    /** The command with those below it. */
    public static CommandLine of(Cli cli) {
        return new CommandLine(new LiveCommand())
                .addSubcommand(new LiveRun(cli))
                .addSubcommand(new LiveClean(cli));
    }
}
