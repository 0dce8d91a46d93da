package io.kvorum.cli;

import io.kvorum.cli.command.CompletionCommand;
import io.kvorum.cli.command.ContextCommand;
import io.kvorum.cli.command.VersionCommand;
import io.kvorum.cli.command.bench.BenchCommand;
import io.kvorum.cli.command.cluster.BucketCommand;
import io.kvorum.cli.command.cluster.ClusterCommand;
import io.kvorum.cli.command.cluster.HintsCommand;
import io.kvorum.cli.command.cluster.NodeCommand;
import io.kvorum.cli.command.data.DelCommand;
import io.kvorum.cli.command.data.ExistsCommand;
import io.kvorum.cli.command.data.ExplainCommand;
import io.kvorum.cli.command.data.GetCommand;
import io.kvorum.cli.command.data.MgetCommand;
import io.kvorum.cli.command.data.PutCommand;
import io.kvorum.cli.command.data.SiblingsCommand;
import io.kvorum.cli.command.demo.DemoCommand;
import io.kvorum.cli.command.dev.DevCommand;
import io.kvorum.cli.command.repair.RepairCommand;
import io.kvorum.cli.command.shell.ShellCommand;
import io.kvorum.cli.command.sim.SimCommand;
import io.kvorum.cli.command.transfer.ExportCommand;
import io.kvorum.cli.command.transfer.ImportCommand;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** The tree of commands, in the order of the help. */
final class Commands {
    private Commands() {}

    static void addTo(CommandLine root, Cli cli) {
        root.addSubcommand(new GetCommand(cli));
        root.addSubcommand(new PutCommand(cli));
        root.addSubcommand(new DelCommand(cli));
        root.addSubcommand(new ExistsCommand(cli));
        root.addSubcommand(new MgetCommand(cli));
        root.addSubcommand("siblings", SiblingsCommand.of(cli));
        root.addSubcommand("explain", ExplainCommand.of(cli));
        root.addSubcommand("bucket", BucketCommand.of(cli));
        root.addSubcommand("cluster", ClusterCommand.of(cli));
        root.addSubcommand("hints", HintsCommand.of(cli));
        root.addSubcommand("node", NodeCommand.of(cli));
        root.addSubcommand("repair", RepairCommand.of(cli));
        root.addSubcommand(new ExportCommand(cli));
        root.addSubcommand(new ImportCommand(cli));
        root.addSubcommand("dev", DevCommand.of(cli));
        root.addSubcommand(new DemoCommand(cli));
        root.addSubcommand("bench", BenchCommand.of(cli));
        root.addSubcommand(new SimCommand(cli));
        root.addSubcommand(new ShellCommand(cli));
        root.addSubcommand("context", ContextCommand.of(cli));
        root.addSubcommand(new CompletionCommand(cli));
        root.addSubcommand(new VersionCommand(cli));
        root.getSubcommands().values().forEach(Commands::hideGlobalOptions);
    }

    /** The help of a command shows its own options; the others are those of kvctl. */
    private static void hideGlobalOptions(CommandLine line) {
        CommandSpec spec = line.getCommandSpec();
        for (OptionSpec option : List.copyOf(spec.options())) {
            if (option.inherited()) {
                spec.remove(option);
                spec.addOption(OptionSpec.builder(option)
                        .hidden(true)
                        .scopeType(ScopeType.LOCAL)
                        .build());
            }
        }
        line.getSubcommands().values().forEach(Commands::hideGlobalOptions);
    }
}
