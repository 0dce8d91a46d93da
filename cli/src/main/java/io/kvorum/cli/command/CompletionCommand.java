package io.kvorum.cli.command;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kvctl completion bash}. */
@Command(
        name = "completion",
        description = "Print a completion script for a shell.",
        footer = {"", "Examples:", "  source <(kvctl completion bash)", "  kvctl completion zsh > ~/.zfunc/_kvctl"})
public final class CompletionCommand extends CliCommand {
    @Parameters(paramLabel = "SHELL", defaultValue = "bash", description = "bash or zsh. Default: ${DEFAULT-VALUE}.")
    private String shell = "bash";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    public CompletionCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        if (!shell.equals("bash") && !shell.equals("zsh")) {
            throw Failure.usage("there is no completion for '" + shell + "'", "known are bash and zsh");
        }
        CommandLine root = spec.root().commandLine();
        // The script completes bash; in zsh it switches bash's way of completing on.
        cli.console().data(AutoComplete.bash("kvctl", root));
        cli.console().flush();
        return Exit.OK;
    }
}
