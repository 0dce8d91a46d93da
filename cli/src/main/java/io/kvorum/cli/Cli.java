package io.kvorum.cli;

import io.kvorum.cli.contexts.Contexts;
import io.kvorum.cli.contexts.ContextsFile;
import io.kvorum.cli.output.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** What each command is given: options, streams, and the way to a cluster. */
public final class Cli {
    private final GlobalOptions options;
    private final Console console;
    private final Environment environment;
    private final Connector connector;

    public Cli(GlobalOptions options, Console console, Environment environment, Connector connector) {
        this.options = options;
        this.console = console;
        this.environment = environment;
        this.connector = connector;
    }

    public GlobalOptions options() {
        return options;
    }

    public Console console() {
        return console;
    }

    public Environment environment() {
        return environment;
    }

    public ContextsFile contexts() {
        return new ContextsFile(environment.configuration());
    }

    /** Connects to the cluster that the options, the environment or the contexts file name. */
    public Cluster connect() {
        return connector.connect(endpoints(), options.only(), options.timeout());
    }

    public List<String> endpoints() {
        if (!options.endpoints().isEmpty()) {
            return options.endpoints();
        }
        String variable = environment.variable("KVCTL_ENDPOINTS");
        if (!variable.isEmpty() && options.context().isEmpty()) {
            return List.of(variable.split(","));
        }
        Contexts contexts = contexts().read();
        String name = options.context().isEmpty() ? contexts.current() : options.context();
        if (name.isEmpty()) {
            throw Failure.usage(
                    "no cluster is named", "start one with 'kvctl dev up', or name nodes with -e host:port");
        }
        Contexts.Context context = contexts.all().get(name);
        if (context == null) {
            throw Failure.notFound(
                    "there is no context '" + name + "' in " + contexts().path(),
                    contexts.all().isEmpty()
                            ? "start a cluster with 'kvctl dev up', or name nodes with -e host:port"
                            : "known are: " + String.join(", ", contexts.all().keySet()));
        }
        return context.endpoints();
    }

    /** Asks before something that cannot be undone; with no person to ask, refuses. */
    public void confirm(String question) {
        if (options.yes()) {
            return;
        }
        if (!environment.interactive()) {
            throw Failure.usage(question + " Nobody can be asked here", "add -y if it is meant");
        }
        console.say(question + " Type yes to go on:");
        try {
            String answer =
                    new BufferedReader(new InputStreamReader(environment.in(), StandardCharsets.UTF_8)).readLine();
            if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).equals("yes")) {
                throw new Failure(Exit.INTERRUPTED, "NOT_CONFIRMED", "not confirmed", Failure.Data.NONE_TOUCHED, "");
            }
        } catch (IOException e) {
            throw Failure.usage(question + " No answer could be read", "add -y if it is meant");
        }
    }
}
