package io.kvorum.cli.command.bench;

import io.kvorum.cli.Cli;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code kvctl bench}. */
@Command(name = "bench", description = "Measure a cluster.")
public final class BenchCommand {
    private BenchCommand() {}

    public static CommandLine of(Cli cli) {
        return new CommandLine(new BenchCommand())
                .addSubcommand(new BenchRunCommand(cli))
                .addSubcommand(new BenchPeersCommand(cli))
                .addSubcommand(new BenchCurveCommand(cli))
                .addSubcommand(new BenchCompareCommand(cli))
                .addSubcommand(new BenchReportCommand(cli))
                .addSubcommand(new BenchGuardCommand(cli))
                .addSubcommand(new BenchFeedCommand(cli))
                .addSubcommand(new BenchRepairCommand(cli));
    }
}
