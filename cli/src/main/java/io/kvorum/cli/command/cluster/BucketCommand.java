package io.kvorum.cli.command.cluster;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.ClusterTopology.BucketInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl bucket}. */
@Command(
        name = "bucket",
        description = "List, create, change and drop buckets.",
        footer = {
            "",
            "Properties: kind (eventual, strong), placement (3, or eu=2,us=2); of eventual buckets also type (fixed;"
                    + " none,",
            "flag, disable-wins-flag, lww-register, mv-register, max-register, min-register, hll, set,",
            "remove-wins-set, map, counter, grow-counter; docs/types.md says which for what), r and w (levels),",
            "sloppy (true, false), max-siblings, ttl (as 30m; of values that are written without one of their own; 0:",
            "they stay), feed-retention (as 24h); of strong ones feed (true: their changes can be followed; fixed),"
                    + " and with",
            "it feed-retention.",
            "",
            "Examples:",
            "  kvctl bucket create orders placement=eu=2,us=1 w=each_quorum",
            "  kvctl bucket create sessions ttl=30m",
            "  kvctl bucket create visitors --type hll      typed keys: 'kvctl crdt --help'",
            "  kvctl bucket create accounts --kind strong   linearizable keys: 'kvctl cas --help'",
            "  kvctl bucket create orders --kind strong --feed feed-retention=24h",
            "  kvctl bucket set orders max-siblings=8",
            "  kvctl bucket describe orders"
        })
public final class BucketCommand {
    private static final List<String> OF_EVENTUAL =
            List.of("type", "r", "w", "sloppy", "max-siblings", "ttl", "feed-retention");
    private static final String FEED_RETENTION = "feed-retention";

    /** The command with those below it. */
    public static CommandLine of(Cli cli) {
        return new CommandLine(new BucketCommand())
                .addSubcommand(new Ls(cli))
                .addSubcommand(new Create(cli))
                .addSubcommand(new Set(cli))
                .addSubcommand(new Describe(cli))
                .addSubcommand(new Drop(cli));
    }

    private static Map<String, Object> row(ClusterTopology topology, BucketInfo bucket) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", bucket.name());
        row.put("id", bucket.id());
        row.putAll(bucket.properties());
        if (bucket.isStrong()) {
            // What means nothing there would only mislead.
            boolean followed = Boolean.parseBoolean(bucket.properties().get("feed"));
            row.keySet().removeIf(name -> OF_EVENTUAL.contains(name) && !(followed && name.equals(FEED_RETENTION)));
        }
        row.put("partitions", topology.slots());
        return row;
    }

    @Command(name = "ls", description = "List the buckets.")
    static final class Ls extends CliCommand {
        Ls(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() {
            try (Cluster cluster = cli.connect()) {
                ClusterTopology topology = cluster.topology();
                List<Map<String, Object>> rows = topology.buckets().stream()
                        .map(bucket -> row(topology, bucket))
                        .toList();
                List<String> columns = new ArrayList<>(List.of("name", "id", "kind", "placement"));
                columns.addAll(OF_EVENTUAL);
                columns.add("feed");
                cli.console().show(Shown.list("buckets", columns, rows).with(Map.of("epoch", topology.epoch())));
            }
            return Exit.OK;
        }
    }

    @Command(name = "describe", description = "Show all properties of a bucket.")
    static final class Describe extends CliCommand {
        @Parameters(paramLabel = "BUCKET", description = "Its name.")
        private String name = "";

        Describe(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() {
            try (Cluster cluster = cli.connect()) {
                ClusterTopology topology = cluster.topology();
                BucketInfo bucket = topology.bucket(name)
                        .orElseThrow(() -> Failure.notFound(
                                "there is no bucket '" + name + "'", "'kvctl bucket ls' shows the buckets"));
                cli.console().show(Shown.thing(row(topology, bucket)));
            }
            return Exit.OK;
        }
    }

    /** What create, set and drop share: the change is waited for at every node that answers. */
    abstract static class Change extends CliCommand {
        Change(Cli cli) {
            super(cli);
        }

        /** @return the epoch of the change */
        abstract long change(Cluster cluster);

        @Override
        protected final Exit run() throws InterruptedException {
            try (Cluster cluster = cli.connect()) {
                long epoch = change(cluster);
                List<String> behind =
                        new Spread(cluster).await(epoch, cli.options().timeout());
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("epoch", epoch);
                fields.put("behind", behind);
                cli.console().show(Shown.thing(fields));
                if (!behind.isEmpty()) {
                    cli.console().say("the change is made; these nodes have not heard of it yet: " + behind);
                }
            }
            return Exit.OK;
        }
    }

    @Command(name = "create", description = "Create a bucket. Once more with the same properties is no error.")
    static final class Create extends Change {
        @Parameters(index = "0", paramLabel = "BUCKET", description = "Its name.")
        private String name = "";

        @Parameters(index = "1..*", paramLabel = "PROPERTY=VALUE", description = "Its properties.")
        private Map<String, String> properties = Map.of();

        @Option(
                names = "--kind",
                paramLabel = "KIND",
                description = "eventual, or strong: linearizable keys. As kind=KIND; it cannot be changed later.")
        private Optional<String> kind = Optional.empty();

        @Option(
                names = "--type",
                paramLabel = "TYPE",
                description = "What the keys of an eventual bucket are. As type=TYPE; it cannot be changed later.")
        private Optional<String> type = Optional.empty();

        @Option(
                names = "--feed",
                description =
                        "Of a strong bucket: its changes can be followed. As feed=true; it cannot be changed later.")
        private boolean feed;

        Create(Cli cli) {
            super(cli);
        }

        @Override
        long change(Cluster cluster) {
            Map<String, String> all = new LinkedHashMap<>(properties);
            kind.ifPresent(value -> all.put("kind", value));
            type.ifPresent(value -> all.put("type", value));
            if (feed) {
                all.put("feed", "true");
            }
            return cluster.createBucket(name, all);
        }
    }

    @Command(name = "set", description = "Change properties of a bucket; those not named stay.")
    static final class Set extends Change {
        @Parameters(index = "0", paramLabel = "BUCKET", description = "Its name.")
        private String name = "";

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "PROPERTY=VALUE", description = "The new values.")
        private Map<String, String> properties = Map.of();

        Set(Cli cli) {
            super(cli);
        }

        @Override
        long change(Cluster cluster) {
            return cluster.setBucket(name, properties);
        }
    }

    @Command(name = "drop", description = "Drop a bucket with all that is in it.")
    static final class Drop extends Change {
        @Parameters(paramLabel = "BUCKET", description = "Its name.")
        private String name = "";

        Drop(Cli cli) {
            super(cli);
        }

        @Override
        long change(Cluster cluster) {
            cli.confirm("All data in bucket '" + name + "' will be gone.");
            return cluster.dropBucket(name);
        }
    }
}
