package io.kvorum.cli.command;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import java.util.concurrent.Callable;

/** What all commands share. */
public abstract class CliCommand implements Callable<Integer> {
    /** Options, streams, and the way to the cluster. */
    protected final Cli cli;

    protected CliCommand(Cli cli) {
        this.cli = cli;
    }

    /** Does it; an exception becomes an error message and the exit code that fits. */
    protected abstract Exit run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        return run().code();
    }
}
