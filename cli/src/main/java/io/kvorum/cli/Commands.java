package io.kvorum.cli;

import io.kvorum.cli.command.CompletionCommand;
import io.kvorum.cli.command.ContextCommand;
import io.kvorum.cli.command.VersionCommand;
import io.kvorum.cli.command.bench.BenchCommand;
import io.kvorum.cli.command.check.CheckCommand;
import io.kvorum.cli.command.cluster.BucketCommand;
import io.kvorum.cli.command.cluster.ClusterCommand;
import io.kvorum.cli.command.cluster.HintsCommand;
import io.kvorum.cli.command.cluster.NodeCommand;
import io.kvorum.cli.command.crdt.CrdtCommand;
import io.kvorum.cli.command.data.CasCommand;
import io.kvorum.cli.command.data.DelCommand;
import io.kvorum.cli.command.data.ExistsCommand;
import io.kvorum.cli.command.data.ExplainCommand;
import io.kvorum.cli.command.data.GetCommand;
import io.kvorum.cli.command.data.MgetCommand;
import io.kvorum.cli.command.data.PutCommand;
import io.kvorum.cli.command.data.SiblingsCommand;
import io.kvorum.cli.command.demo.DemoCommand;
import io.kvorum.cli.command.dev.DevCommand;
import io.kvorum.cli.command.feed.FeedCommand;
import io.kvorum.cli.command.lease.LeaseCommand;
import io.kvorum.cli.command.live.LiveCommand;
import io.kvorum.cli.command.repair.RepairCommand;
import io.kvorum.cli.command.shell.ShellCommand;
import io.kvorum.cli.command.sim.SimCommand;
import io.kvorum.cli.command.transfer.ExportCommand;
import io.kvorum.cli.command.transfer.ImportCommand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** The tree of commands, in the order of the help. */
final class Commands {
    private static final Map<String, Function<Cli, Object>> MAKERS = new LinkedHashMap<>();

    static {
        MAKERS.put("get", GetCommand::new);
        MAKERS.put("put", PutCommand::new);
        MAKERS.put("del", DelCommand::new);
        MAKERS.put("exists", ExistsCommand::new);
        MAKERS.put("cas", CasCommand::new);
        MAKERS.put("lease", LeaseCommand::of);
        MAKERS.put("crdt", CrdtCommand::of);
        MAKERS.put("mget", MgetCommand::new);
        MAKERS.put("siblings", SiblingsCommand::of);
        MAKERS.put("explain", ExplainCommand::of);
        MAKERS.put("bucket", BucketCommand::of);
        MAKERS.put("cluster", ClusterCommand::of);
        MAKERS.put("hints", HintsCommand::of);
        MAKERS.put("node", NodeCommand::of);
        MAKERS.put("repair", RepairCommand::of);
        MAKERS.put("feed", FeedCommand::of);
        MAKERS.put("export", ExportCommand::new);
        MAKERS.put("import", ImportCommand::new);
        MAKERS.put("dev", DevCommand::of);
        MAKERS.put("demo", DemoCommand::new);
        MAKERS.put("bench", BenchCommand::of);
        MAKERS.put("sim", SimCommand::new);
        MAKERS.put("live", LiveCommand::of);
        MAKERS.put("check", CheckCommand::new);
        MAKERS.put("shell", ShellCommand::new);
        MAKERS.put("context", ContextCommand::of);
        MAKERS.put("completion", CompletionCommand::new);
        MAKERS.put("version", VersionCommand::new);
    }

    /** They look at all others. */
    private static final Set<String> NEED_ALL = Set.of("shell", "completion");

    private Commands() {}

    /**
     * Adds the command that the arguments name, or all if they name none. To make the model of all of them takes longer than
     * most commands do.
     */
    static void addTo(CommandLine root, Cli cli, List<String> arguments) {
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        if (MAKERS.containsKey(first) && !NEED_ALL.contains(first)) {
            root.addSubcommand(first, MAKERS.get(first).apply(cli));
        } else {
            MAKERS.forEach((name, maker) -> root.addSubcommand(name, maker.apply(cli)));
        }
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
