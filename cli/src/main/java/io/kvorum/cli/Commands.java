package io.kvorum.cli;

import io.kvorum.cli.command.CompletionCommand;
import io.kvorum.cli.command.ContextCommand;
import io.kvorum.cli.command.VersionCommand;
import io.kvorum.cli.command.dev.DevCommand;
import picocli.CommandLine;

/** The tree of commands. */
final class Commands {
    private Commands() {}

    static void addTo(CommandLine root, Cli cli) {
        root.addSubcommand("dev", DevCommand.of(cli));
        root.addSubcommand("context", ContextCommand.of(cli));
        root.addSubcommand(new CompletionCommand(cli));
        root.addSubcommand(new VersionCommand(cli));
        helpEverywhere(root);
    }

    private static void helpEverywhere(CommandLine line) {
        line.getCommandSpec().mixinStandardHelpOptions(true);
        line.getSubcommands().values().forEach(Commands::helpEverywhere);
    }
}
