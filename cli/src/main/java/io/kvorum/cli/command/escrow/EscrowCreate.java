package io.kvorum.cli.command.escrow;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.command.cluster.Spread;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.integrity.escrow.Escrow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl crdt escrow create}. */
@Command(
        name = "create",
        description = "Create the buckets of an escrow, one in each region. Once more is no error, and adds regions.",
        footer = {
            "",
            "In region eu the bucket of vouchers is vouchers-eu, strong, placed in eu alone.",
            "",
            "Examples:",
            "  kvctl crdt escrow create vouchers",
            "  kvctl crdt escrow create vouchers --regions eu,us --replicas 3"
        })
final class EscrowCreate extends CliCommand {
    private static final int REPLICAS = 3;

    @Parameters(paramLabel = "ESCROW", description = "Its name.")
    private String escrow = "";

    @Option(
            names = "--regions",
            split = ",",
            paramLabel = "REGION",
            description = "The regions that spend. Default: all in which there are nodes.")
    private List<String> regions = List.of();

    @Option(
            names = "--replicas",
            paramLabel = "NUMBER",
            description = "Replicas in each region. Default: 3, or as many as it has nodes.")
    private int replicas;

    EscrowCreate(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws InterruptedException {
        try (Cluster cluster = cli.connect()) {
            ClusterTopology topology = cluster.topology();
            Map<String, Integer> wanted = wanted(topology);
            List<Map<String, Object>> rows = new ArrayList<>();
            long epoch = 0;
            for (Map.Entry<String, Integer> region : wanted.entrySet()) {
                String bucket = Escrow.bucket(escrow, region.getKey());
                String placement = region.getKey() + "=" + region.getValue();
                epoch = Math.max(epoch, cluster.createBucket(bucket, Map.of("kind", "strong", "placement", placement)));
                rows.add(row(region.getKey(), bucket, placement));
            }
            List<String> behind = new Spread(cluster).await(epoch, cli.options().timeout());
            Shown shown = Shown.list("buckets", List.of("region", "bucket", "placement"), rows)
                    .with(Map.of("escrow", escrow, "epoch", epoch, "behind", behind));
            cli.console()
                    .show(
                            behind.isEmpty()
                                    ? shown
                                    : shown.note(
                                            "the change is made; these nodes have not heard of it yet: " + behind));
        }
        return Exit.OK;
    }

    private static Map<String, Object> row(String region, String bucket, String placement) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("region", region);
        row.put("bucket", bucket);
        row.put("placement", placement);
        return row;
    }

    /** Replicas by region. */
    private Map<String, Integer> wanted(ClusterTopology topology) {
        SortedSet<String> known = EscrowBuckets.regions(topology);
        SortedSet<String> chosen = regions.isEmpty() ? known : new TreeSet<>(regions);
        Map<String, String> buckets = new HashMap<>();
        Map<String, Integer> wanted = new LinkedHashMap<>();
        for (String region : chosen) {
            if (!known.contains(region)) {
                throw Failure.usage(
                        "there is no node in region '" + region + "', only in " + String.join(", ", known), "");
            }
            String other = buckets.put(Escrow.bucket(escrow, region), region);
            if (other != null) {
                throw Failure.usage("regions " + other + " and " + region + " would have the same bucket", "");
            }
            int nodes = (int) topology.nodes().stream()
                    .filter(node -> node.region().equals(region))
                    .count();
            if (replicas < 0 || replicas > nodes) {
                throw Failure.usage(
                        "region " + region + " has " + nodes + " nodes, which is too few for " + replicas
                                + " replicas, or it is no number of replicas",
                        "");
            }
            wanted.put(region, replicas == 0 ? Math.min(REPLICAS, nodes) : replicas);
        }
        return wanted;
    }
}
