package io.kvorum.cli.command.feed;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.cluster.ClusterTopology;
import io.kvorum.client.feed.Feed;
import io.kvorum.client.feed.FeedOptions;
import io.kvorum.client.feed.FeedPositions;
import io.kvorum.crdt.codec.Bytes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kvctl feed positions}. */
@Command(
        name = "positions",
        description = "Print where a feed of a bucket is now: what changes from now on comes after it.",
        footer = {
            "",
            "Take positions first and a copy second, then the feed from these positions tells what the copy lacks.",
            "",
            "Example:",
            "  kvctl feed positions orders > orders.pos"
        })
final class FeedPositionsCommand extends CliCommand {
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Parameters(paramLabel = "BUCKET", description = "The bucket.")
    private String bucket = "";

    FeedPositionsCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws InterruptedException {
        FeedPositions positions;
        try (Cluster cluster = cli.connect();
                Feed<Bytes, Bytes> feed = cluster.feed(bucket, FeedOptions.fromNow())) {
            ClusterTopology topology = cluster.topology();
            int partitions = topology.bucket(bucket)
                    .map(info -> topology.partitionsOf(info).size())
                    .orElse(0);
            positions = now(feed, partitions);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bucket", bucket);
        fields.put("partitions", positions.byPartition().size());
        fields.put("positions", positions.toString());
        Map<String, Object> row = Map.of("positions", positions.toString());
        cli.console().show(new Shown("", List.of("positions"), List.of(row), fields, List.of(), Optional.empty()));
        return Exit.OK;
    }

    private static FeedPositions now(Feed<Bytes, Bytes> feed, int partitions) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        FeedPositions positions = feed.acknowledged();
        while (positions.byPartition().size() < partitions) {
            if (System.nanoTime() - end > 0) {
                throw new Failure(
                        Exit.UNAVAILABLE,
                        "UNAVAILABLE",
                        "only " + positions.byPartition().size() + " of " + partitions + " partitions answered within "
                                + PATIENCE.toSeconds() + " s",
                        Failure.Data.NOT_CONCERNED,
                        "see 'kvctl cluster status', and ask again");
            }
            // The first page of a partition may already bring that it is caught up, or a change.
            feed.next(LOOK).ifPresent(feed::acknowledge);
            positions = feed.acknowledged();
        }
        return positions;
    }
}
