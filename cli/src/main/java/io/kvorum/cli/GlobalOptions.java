package io.kvorum.cli;

import io.kvorum.cli.output.Format;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command has. */
public final class GlobalOptions {
    @Option(
            names = {"-c", "--cluster"},
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:KVCTL_CONTEXT:-}",
            description = "Named cluster of the contexts file (see 'kvctl context'). Default: the current one.")
    private String context = "";

    @Option(
            names = {"-e", "--endpoints"},
            paramLabel = "HOST:PORT",
            split = ",",
            scope = ScopeType.INHERIT,
            description =
                    "Nodes to connect to; one that answers is enough. Beats -c. Default: ${env:KVCTL_ENDPOINTS:-none}.")
    private List<String> endpoints = new ArrayList<>();

    @Option(
            names = "--only",
            scope = ScopeType.INHERIT,
            description =
                    "Ask the nodes of -e and no others, also for keys that others own: to see one side of a partition.")
    private boolean only;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.TABLE;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            scope = ScopeType.INHERIT,
            defaultValue = "5s",
            description = "Deadline of each request, e.g. 500ms, 5s, 1m. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofSeconds(5);

    @Option(
            names = {"-y", "--yes"},
            scope = ScopeType.INHERIT,
            description = "Do not ask before something that cannot be undone.")
    private boolean yes;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "No colours, also on a terminal.")
    private boolean noColor;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say more on standard error: the request's log, stack traces of bugs.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    /** Whether only the help was asked for; the parser then shows it. */
    boolean help() {
        return help;
    }

    public String context() {
        return context;
    }

    public List<String> endpoints() {
        return List.copyOf(endpoints);
    }

    /** Whether no other nodes than the endpoints are asked. */
    public boolean only() {
        return only;
    }

    public Format format() {
        return format;
    }

    public Duration timeout() {
        return timeout;
    }

    public boolean yes() {
        return yes;
    }

    public boolean noColor() {
        return noColor;
    }

    public boolean verbose() {
        return verbose;
    }
}
