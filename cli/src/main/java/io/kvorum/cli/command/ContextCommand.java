package io.kvorum.cli.command;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.contexts.Contexts;
import io.kvorum.cli.output.Shown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kvctl context}. */
@Command(
        name = "context",
        description = "Name clusters, so that commands need no addresses.",
        footer = {
            "",
            "Contexts are kept in ~/.config/kvorum/contexts.yaml.",
            "",
            "Examples:",
            "  kvctl context set shop db1:7400,db2:7400",
            "  kvctl context use shop"
        })
public final class ContextCommand {
    /** The command with those below it. */
    public static CommandLine of(Cli cli) {
        return new CommandLine(new ContextCommand())
                .addSubcommand(new Ls(cli))
                .addSubcommand(new Set(cli))
                .addSubcommand(new Use(cli))
                .addSubcommand(new Drop(cli));
    }

    @Command(name = "ls", description = "List the named clusters.")
    static final class Ls extends CliCommand {
        Ls(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() {
            Contexts contexts = cli.contexts().read();
            List<Map<String, Object>> rows = new ArrayList<>();
            contexts.all().forEach((name, context) -> {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("name", name);
                row.put("current", name.equals(contexts.current()));
                row.put("endpoints", context.endpoints());
                rows.add(row);
            });
            cli.console().show(Shown.list("contexts", List.of("name", "current", "endpoints"), rows));
            return Exit.OK;
        }
    }

    @Command(name = "set", description = "Name a cluster, and make it the current one.")
    static final class Set extends CliCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "The cluster's name.")
        private String name = "";

        @Parameters(index = "1", paramLabel = "HOST:PORT", split = ",", description = "Some of its nodes.")
        private List<String> endpoints = List.of();

        Set(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() {
            Contexts contexts = cli.contexts().read();
            cli.contexts().write(contexts.with(name, new Contexts.Context(endpoints), true));
            return Exit.OK;
        }
    }

    @Command(name = "use", description = "Make a named cluster the current one.")
    static final class Use extends CliCommand {
        @Parameters(paramLabel = "NAME", description = "The cluster's name.")
        private String name = "";

        Use(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() {
            Contexts contexts = cli.contexts().read();
            requireKnown(contexts, name);
            cli.contexts().write(contexts.use(name));
            return Exit.OK;
        }
    }

    @Command(name = "drop", description = "Forget a named cluster. Its data stays.")
    static final class Drop extends CliCommand {
        @Parameters(paramLabel = "NAME", description = "The cluster's name.")
        private String name = "";

        Drop(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() {
            Contexts contexts = cli.contexts().read();
            requireKnown(contexts, name);
            cli.contexts().write(contexts.without(name));
            return Exit.OK;
        }
    }

    private static void requireKnown(Contexts contexts, String name) {
        if (!contexts.all().containsKey(name)) {
            throw Failure.notFound(
                    "there is no context '" + name + "'",
                    contexts.all().isEmpty()
                            ? "name one with 'kvctl context set NAME HOST:PORT'"
                            : "known are: " + String.join(", ", contexts.all().keySet()));
        }
    }
}
