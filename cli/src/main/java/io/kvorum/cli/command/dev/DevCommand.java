package io.kvorum.cli.command.dev;

import io.kvorum.cli.Cli;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code kvctl dev} and what is below it. */
@Command(
        name = "dev",
        description = "Run a cluster of real processes on this machine, and break it.",
        footer = {
            "",
            "Nodes are named n1, n2, ...; their numbers do as well. Every link between two nodes goes through a proxy",
            "of its own, so that links can be cut and slowed. The cluster lives on after the command, until 'dev"
                    + " down'.",
            "",
            "Examples:",
            "  kvctl dev up --nodes 5 --regions 2",
            "  kvctl dev kill n3                     kill -9",
            "  kvctl dev partition n1,n2 n3,n4,n5    cut the links between the two sides",
            "  kvctl dev heal                        links open, stopped and killed nodes run again",
            "  kvctl dev down --delete"
        })
public final class DevCommand {
    /** The command with those below it. */
    public static CommandLine of(Cli cli) {
        return new CommandLine(new DevCommand())
                .addSubcommand(new DevUp(cli))
                .addSubcommand(new DevLs(cli))
                .addSubcommand(new DevKill(cli))
                .addSubcommand(new DevPause(cli))
                .addSubcommand(new DevResume(cli))
                .addSubcommand(new DevRestart(cli))
                .addSubcommand(new DevWipe(cli))
                .addSubcommand(new DevLoseRows(cli))
                .addSubcommand(new DevDamageRows(cli))
                .addSubcommand(new DevPartition(cli))
                .addSubcommand(new DevSlow(cli))
                .addSubcommand(new DevHeal(cli))
                .addSubcommand(new DevDown(cli));
    }
}
