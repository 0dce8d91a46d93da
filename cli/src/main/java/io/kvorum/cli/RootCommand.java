package io.kvorum.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kvctl} itself: global options, and what to read when no command is given. */
@Command(
        name = "kvctl",
        mixinStandardHelpOptions = false,
        description = "Talks to Kvorum clusters, runs nodes, and tests them.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Standard output is data, standard error is progress and prose.",
            "Exit codes: 0 ok, 1 internal, 2 usage, 3 not found, 4 precondition or conflict, 5 quorum unavailable,",
            "  6 outcome unknown, 7 not allowed, 8 timed out before sending, 9 unhealthy or drift found, 130"
                    + " interrupted.",
            "",
            "Examples:",
            "  kvctl dev up --nodes 5 --regions 2   start five nodes on this machine",
            "  kvctl put greeting hello             write to the bucket 'default'",
            "  kvctl explain get greeting           what each replica holds",
            "  kvctl demo                           break a cluster, see that nothing is lost"
        })
public final class RootCommand implements Runnable {
    @Mixin
    private final GlobalOptions options;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public RootCommand(GlobalOptions options) {
        this.options = options;
    }

    @Override
    public void run() {
        String hint = options.verbose() ? "; 'kvctl --help' lists them" : "";
        throw new ParameterException(spec.commandLine(), "a command is missing" + hint);
    }
}
