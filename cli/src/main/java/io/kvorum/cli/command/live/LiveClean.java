package io.kvorum.cli.command.live;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import io.kvorum.harness.drill.Leftovers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl live clean}. */
@Command(
        name = "clean",
        description =
                "Remove what drills have left that were killed before they could clean up: nodes and directories.",
        footer = {
            "",
            "A drill ends its nodes when it is over, and after Ctrl-C; only a kill -9 of kvctl itself leaves them"
                    + " running.",
            "They are found by the mark that a drill puts on each of its processes and directories, wherever they are:"
                    + " in",
            "the place for temporary files, where processes still run, and in DIR. Drills that run are left alone.",
            "Of a directory goes what the drill wrote there, and the directory itself if nothing else is in it.",
            "",
            "Examples:",
            "  kvctl live clean --dry-run",
            "  kvctl live clean -y --keep-history",
            "  kvctl live clean --ended drill"
        })
final class LiveClean extends CliCommand {
    @Parameters(arity = "0..*", paramLabel = "DIR", description = "Directories of drills that were given by --dir.")
    private List<Path> directories = new ArrayList<>();

    @Option(names = "--ended", description = "Directories of drills that have ended as they should, too.")
    private boolean ended;

    @Option(names = "--keep-history", description = "Leave each history.jsonl, which can still be judged.")
    private boolean keepHistory;

    @Option(names = "--dry-run", description = "Only list what would be removed.")
    private boolean dryRun;

    LiveClean(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException, InterruptedException {
        Leftovers found = Leftovers.find(Path.of(System.getProperty("java.io.tmpdir")), directories, ended);
        boolean remove = !dryRun && !found.isEmpty();
        if (remove) {
            cli.confirm(question(found));
            found.remove(keepHistory);
        }
        cli.console()
                .show(Shown.list("leftovers", List.of("what", "name", "workload", "seed"), rows(found))
                        .with(Map.of("removed", remove)));
        cli.console().say(found.isEmpty() ? "nothing is left" : remove ? "removed" : "these would be removed");
        return Exit.OK;
    }

    private static String question(Leftovers found) {
        String processes = found.processes().stream()
                .map(node -> Long.toString(node.process().pid()))
                .collect(Collectors.joining(", "));
        String directories = found.directories().stream()
                .map(directory -> directory.path().toString())
                .collect(Collectors.joining(", "));
        return "This ends the processes [" + processes + "] and removes what drills wrote into [" + directories + "].";
    }

    private static List<Map<String, Object>> rows(Leftovers found) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Leftovers.Node node : found.processes()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("what", "process");
            row.put("name", Long.toString(node.process().pid()));
            row.put("directory", node.directory().toString());
            rows.add(row);
        }
        for (Leftovers.Directory directory : found.directories()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("what", "directory");
            row.put("name", directory.path().toString());
            row.put("workload", directory.mark().workload());
            row.put("seed", directory.mark().seed());
            rows.add(row);
        }
        return rows;
    }
}
