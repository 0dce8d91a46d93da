package io.kvorum.cli.command.repair;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.command.data.BucketOption;
import io.kvorum.cli.command.data.Words;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.cluster.ClusterTopology.BucketInfo;
import io.kvorum.crdt.codec.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kvctl repair give-up}. */
@Command(
        name = "give-up",
        description = {
            "Give up a key whose row is damaged at all of its replicas: what it held is lost.",
            "As long as it is not given up the key can be neither read nor written, and what follows the changes of"
                + " its partition waits. Given up, the key is as if it had been deleted; it can be written again, and"
                + " consumers of changes are told. In a strong bucket only what the change feed goes by is lost, not"
                + " what the key holds."
        },
        footer = {
            "",
            "Look for another copy first: a node of it that is down, or a backup ('kvctl repair damaged' lists what is",
            "damaged where). Nothing is lost by this command while any replica has the row.",
            "",
            "It takes as long as the window of write ids, five minutes by default, since the key was last written: a"
                    + " late",
            "message of a lost write must not bring half of it back. Exit code 9: it was not over when the time was;"
                    + " it",
            "goes on by itself, unless node NODE of the answer is started anew: then give it up once more.",
            "",
            "Examples:",
            "  kvctl repair damaged",
            "  kvctl repair give-up -b orders order-17 --timeout 10m"
        })
final class RepairGiveUp extends CliCommand {
    private static final int LIMIT = 10_000;
    private static final long POLL_MS = 250;

    @Mixin
    private BucketOption bucket = new BucketOption();

    @Parameters(index = "0", paramLabel = "KEY", description = "The key, as 'kvctl repair damaged' shows it.")
    private String key = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ELEMENT",
            description = "Of a set or map: the element, as 'kvctl repair damaged' shows it.")
    private Optional<String> element = Optional.empty();

    RepairGiveUp(Cli cli) {
        super(cli);
    }

    private record Place(Bytes key, Optional<Bytes> element) {}

    @Override
    protected Exit run() throws InterruptedException {
        Place place = new Place(Words.bytes(key), element.map(Words::bytes));
        try (Cluster cluster = cli.connect()) {
            ClusterTopology topology = cluster.topology();
            int id = topology.bucket(bucket.name())
                    .map(BucketInfo::id)
                    .orElseThrow(() -> Failure.notFound(
                            "there is no bucket '" + bucket.name() + "'", "'kvctl bucket ls' lists them"));
            DamagedRowsOfNodes.Found lost = lost(damaged(cluster, topology, id, place));
            cli.confirm("No replica of key '" + key + "' in bucket '" + bucket.name()
                    + "' can read its row. All that it held will be lost, acknowledged writes with it.");
            cluster.giveUpRow(lost.node().number(), bucket.name(), place.key(), place.element());
            List<String> left = await(cluster, topology, id, place);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("node", lost.node().name());
            result.put("damagedAt", left);
            cli.console().show(Shown.thing(result));
            return left.isEmpty() ? Exit.OK : Exit.UNHEALTHY;
        }
    }

    private static List<DamagedRowsOfNodes.Found> damaged(
            Cluster cluster, ClusterTopology topology, int bucketId, Place place) {
        return DamagedRowsOfNodes.ask(cluster, topology, LIMIT).found().stream()
                .filter(found -> found.row().bucket() == bucketId
                        && found.row().key().equals(place.key())
                        && found.row().element().equals(place.element()))
                .toList();
    }

    private DamagedRowsOfNodes.Found lost(List<DamagedRowsOfNodes.Found> damaged) {
        if (damaged.isEmpty()) {
            throw Failure.notFound(
                    "no node that answers knows of a damaged row of key '" + key + "'",
                    "'kvctl repair run' reads all rows and finds those that are damaged");
        }
        Optional<DamagedRowsOfNodes.Found> everywhere =
                damaged.stream().filter(found -> found.row().everywhere()).findFirst();
        return everywhere.orElseThrow(() -> new Failure(
                Exit.CONFLICT,
                "NOT_LOST",
                "the row is damaged at "
                        + String.join(
                                ", ",
                                damaged.stream()
                                        .map(found -> found.node().name())
                                        .toList())
                        + ", and the other replicas have not all said that theirs is, too",
                Failure.Data.NONE_TOUCHED,
                "it is replaced as soon as all of them can be asked: start those that are down, and look again in a"
                        + " moment"));
    }

    /** @return the nodes where it is damaged still when the time is over */
    private List<String> await(Cluster cluster, ClusterTopology topology, int bucketId, Place place)
            throws InterruptedException {
        long deadlineNanos = System.nanoTime() + cli.options().timeout().toNanos();
        while (true) {
            List<String> left = damaged(cluster, topology, bucketId, place).stream()
                    .map(found -> found.node().name())
                    .toList();
            if (left.isEmpty() || System.nanoTime() - deadlineNanos > 0) {
                return left;
            }
            Thread.sleep(POLL_MS);
        }
    }
}
