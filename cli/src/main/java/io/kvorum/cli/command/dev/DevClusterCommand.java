package io.kvorum.cli.command.dev;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import io.kvorum.harness.live.ClusterPlan;
import io.kvorum.harness.live.LocalCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** What the commands below {@code dev} share: where the cluster is, and how its nodes are named. */
abstract class DevClusterCommand extends CliCommand {
    @Option(names = "--dir", paramLabel = "DIR", description = "The cluster's directory. Default: the user's only one.")
    private Path directory = Path.of("");

    DevClusterCommand(Cli cli) {
        super(cli);
    }

    final Path directory() {
        return directory.toString().isEmpty() ? cli.environment().state().resolve("dev") : directory.toAbsolutePath();
    }

    /** The cluster, which must be there. */
    final LocalCluster cluster() {
        if (!LocalCluster.exists(directory())) {
            throw Failure.notFound("there is no cluster in " + directory(), "start one with 'kvctl dev up'");
        }
        return LocalCluster.open(directory());
    }

    static int node(LocalCluster cluster, String text) {
        return cluster.plan().nodes().stream()
                .filter(node -> node.name().equals(text)
                        || Integer.toString(node.number()).equals(text))
                .findFirst()
                .map(ClusterPlan.Node::number)
                .orElseThrow(() -> Failure.notFound(
                        "there is no node '" + text + "' in this cluster",
                        "its nodes are "
                                + String.join(
                                        ", ",
                                        cluster.plan().nodes().stream()
                                                .map(ClusterPlan.Node::name)
                                                .toList())));
    }

    static Set<Integer> nodes(LocalCluster cluster, List<String> texts) {
        Set<Integer> numbers = new TreeSet<>();
        texts.forEach(text -> numbers.add(node(cluster, text)));
        return numbers;
    }

    /** The state of every node and link. */
    final void show(LocalCluster cluster) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (ClusterPlan.Node node : cluster.plan().nodes()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("node", node.name());
            row.put("state", cluster.state(node.number()).name().toLowerCase(java.util.Locale.ROOT));
            row.put("region", node.region());
            row.put("zone", node.zone());
            row.put("endpoint", node.endpoint());
            row.put("admin", "http://127.0.0.1:" + node.adminPort());
            cluster.pid(node.number()).ifPresent(pid -> row.put("pid", pid));
            row.put("log", cluster.log(node.number()).toString());
            rows.add(row);
        }
        Map<String, String> faults = cluster.network().faults();
        Shown shown = Shown.list("nodes", List.of("node", "state", "region", "zone", "endpoint", "admin", "pid"), rows)
                .with(Map.of("directory", directory().toString(), "links", faults));
        if (!faults.isEmpty()) {
            shown = shown.note("links that are not open: " + faults);
        }
        cli.console().show(shown);
    }
}
