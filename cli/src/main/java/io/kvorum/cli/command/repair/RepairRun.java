package io.kvorum.cli.command.repair;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.ProgressBar;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.KvorumException;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.TreeStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl repair run}. */
@Command(
        name = "run",
        description = "Compare all replicas now, mend what differs, and wait until they are found equal.",
        footer = {
            "",
            "First each node reads all its rows against its trees, since a row that has vanished is found by that"
                    + " alone; then",
            "nodes compare trees, and the rows in which they differ. --no-scrub leaves the reading out: that takes"
                    + " seconds.",
            "",
            "It may be run at any time, also while another one runs, and ended at any time: nodes go on by themselves.",
            "Pairs of replicas of which one node cannot be reached are left out and named: exit code 9."
        })
final class RepairRun extends CliCommand {
    private static final long POLL_MS = 250;
    /** Polls without any progress after which the rest is given up: a partition is being written too fast, or a node hangs. */
    private static final int MAX_IDLE_POLLS = 480;

    @Option(names = "--no-scrub", description = "Believe the trees; do not read all rows first.")
    private boolean noScrub;

    /** One node's part. */
    private static final class Part {
        private final ClusterTopology.Node node;
        private Optional<TreeStatus> start = Optional.empty();
        private Optional<TreeStatus> last = Optional.empty();

        Part(ClusterTopology.Node node) {
            this.node = node;
        }

        boolean isCompared() {
            return last.map(status -> status.verified() + status.outOfReach() >= status.pairs())
                    .orElse(true);
        }

        boolean isScrubbed() {
            return last.map(status -> status.scrubbedPartitions() >= status.partitions())
                    .orElse(true);
        }
    }

    RepairRun(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws InterruptedException {
        try (Cluster cluster = cli.connect()) {
            ClusterTopology topology = cluster.topology();
            List<Part> parts = topology.nodes().stream().map(Part::new).toList();
            List<Optional<TreeStatus>> before = new ArrayList<>();
            if (!noScrub) {
                parts.forEach(part -> begin(part, cluster::scrub));
                parts.forEach(part -> before.add(part.start));
                await(
                        cluster,
                        parts,
                        "partitions read",
                        Part::isScrubbed,
                        TreeStatus::partitions,
                        TreeStatus::scrubbedPartitions);
            }
            parts.forEach(part -> begin(part, cluster::compareTrees));
            await(
                    cluster,
                    parts,
                    "pairs of replicas found equal",
                    Part::isCompared,
                    TreeStatus::pairs,
                    TreeStatus::verified);
            for (int i = 0; i < before.size(); i++) {
                // What the reading brought about counts, too.
                parts.get(i).start = before.get(i);
            }
            return report(topology, parts);
        }
    }

    private static void begin(Part part, IntFunction<TreeStatus> order) {
        try {
            part.start = Optional.of(order.apply(part.node.number()));
            part.last = part.start;
        } catch (KvorumException e) {
            // It is named in the report.
            part.last = Optional.empty();
        }
    }

    private void await(
            Cluster cluster,
            List<Part> parts,
            String what,
            Predicate<Part> isOver,
            ToIntFunction<TreeStatus> of,
            ToIntFunction<TreeStatus> count)
            throws InterruptedException {
        long total = parts.stream()
                .flatMap(part -> part.start.stream())
                .mapToLong(of::applyAsInt)
                .sum();
        ProgressBar bar = new ProgressBar(cli.console(), what, total);
        long best = 0;
        int idle = 0;
        while (parts.stream().anyMatch(isOver.negate()) && idle < MAX_IDLE_POLLS) {
            Thread.sleep(POLL_MS);
            parts.stream().filter(isOver.negate()).forEach(part -> look(cluster, part));
            long done = parts.stream()
                    .flatMap(part -> part.last.stream())
                    .mapToLong(count::applyAsInt)
                    .sum();
            idle = done > best ? 0 : idle + 1;
            best = Math.max(best, done);
            bar.at(done);
        }
        bar.end();
    }

    private static void look(Cluster cluster, Part part) {
        try {
            part.last = Optional.of(cluster.treeStatus(
                    part.node.number(), part.start.orElseThrow().now()));
        } catch (KvorumException e) {
            part.last = Optional.empty();
        }
    }

    private Exit report(ClusterTopology topology, List<Part> parts) {
        List<Map<String, Object>> rows = new ArrayList<>();
        long left = 0;
        long damaged = 0;
        TreeSet<String> unreachable = new TreeSet<>();
        for (Part part : parts) {
            if (part.start.isEmpty() || part.last.isEmpty()) {
                unreachable.add(part.node.name());
                continue;
            }
            TreeStatus start = part.start.get();
            TreeStatus last = part.last.get();
            left += last.pairs() - last.verified();
            damaged += last.damagedRows();
            last.unreachableNodes().forEach(node -> unreachable.add(name(topology, node)));
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("node", part.node.name());
            row.put("rows", last.rows());
            row.put("pairs", last.pairs());
            row.put("verified", last.verified());
            row.put("repaired", last.repairedRows() - start.repairedRows());
            row.put("restored", last.restoredRows() - start.restoredRows());
            rows.add(row);
        }
        boolean verified = left == 0 && damaged == 0 && unreachable.isEmpty();
        Map<String, Object> fields = new TreeMap<>();
        fields.put("verified", verified);
        fields.put("pairsLeft", left);
        fields.put("damaged", damaged);
        fields.put("unreachable", List.copyOf(unreachable));
        Shown shown = Shown.list("nodes", List.of("node", "rows", "pairs", "verified", "repaired", "restored"), rows);
        cli.console().show(shown.with(fields));
        if (verified) {
            cli.console().say("all replicas were found equal");
        } else {
            cli.console()
                    .say("not verified: " + left + " pairs of replicas"
                            + (unreachable.isEmpty()
                                    ? "; they still differed when no progress was made for two minutes: run it again,"
                                            + " or look at 'kvctl repair diff'"
                                    : "; not reachable: " + String.join(", ", unreachable)
                                            + "; start them and run it again")
                            + (damaged == 0 ? "" : "; " + damaged + " damaged rows wait for all their other replicas"));
        }
        return verified ? Exit.OK : Exit.UNHEALTHY;
    }

    private static String name(ClusterTopology topology, int number) {
        return topology.node(number).map(ClusterTopology.Node::name).orElse("#" + number);
    }
}
