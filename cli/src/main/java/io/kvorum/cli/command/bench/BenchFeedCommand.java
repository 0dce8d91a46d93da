package io.kvorum.cli.command.bench;

import io.kvorum.bench.feed.FeedBench;
import io.kvorum.bench.local.LocalNodes;
import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.Endpoint;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.feed.FeedOptions;
import io.kvorum.client.feed.FeedPositions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl bench feed}. */
@Command(
        name = "feed",
        description = {
            "Measure how fast changes reach one consumer of a bucket: all rows, then all changes of a load, then how"
                    + " long",
            "a change is under way at a small rate, from the beginning of its write."
        },
        footer = {
            "",
            "Examples:",
            "  kvctl bench feed --cluster-of 3",
            "  kvctl bench feed --records 1000000 --rate 500 --time 60s -o json"
        })
final class BenchFeedCommand extends CliCommand {
    private static final double MICROS_PER_MILLI = 1_000;

    @Option(names = "--records", paramLabel = "N", description = "Written first. Default: 200000.")
    private long records = 200_000;

    @Option(names = "--value-bytes", paramLabel = "N", description = "Of each record. Default: 100.")
    private int valueBytes = 100;

    @Option(names = "--rate", paramLabel = "N", description = "Timed writes a second. Default: 100.")
    private double rate = 100;

    @Option(names = "--time", paramLabel = "TIME", description = "How long to time writes. Default: 20s.")
    private Duration time = Duration.ofSeconds(20);

    @Option(names = "--bucket", paramLabel = "BUCKET", description = "The bucket. Default: default.")
    private String bucket = "default";

    @Option(
            names = "--cluster-of",
            paramLabel = "N",
            description = "Start so many nodes on this machine for it, with fresh data.")
    private int clusterOf;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where nodes of --cluster-of keep their data. Default: the system's temporary folder.")
    private @Nullable Path data;

    BenchFeedCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException, InterruptedException {
        if (records < 1 || valueBytes < 0 || !(rate > 0)) {
            throw Failure.usage("records and rate are above 0, value-bytes not below", "");
        }
        if (clusterOf > 0) {
            cli.console().say("starting " + clusterOf + " nodes");
            Path folder = data == null ? Path.of(System.getProperty("java.io.tmpdir")) : data;
            try (LocalNodes nodes = LocalNodes.start(clusterOf, LocalNodes.SLOTS, folder, LocalNodes.JVM)) {
                measure(nodes.endpoints());
            }
        } else {
            measure(cli.endpoints().stream().map(Endpoint::parse).toList());
        }
        return Exit.OK;
    }

    private void measure(List<Endpoint> endpoints) throws InterruptedException {
        try (KvorumClient client = KvorumClient.builder()
                .endpoints(endpoints)
                .deadline(cli.options().timeout())
                .clientName("kvctl bench feed")
                .build()) {
            FeedBench bench = new FeedBench(client, bucket);
            FeedPositions before = bench.positions();
            cli.console().say("writing " + records + " records of " + valueBytes + " bytes");
            bench.load(records, valueBytes);
            Map<String, Object> fields = new LinkedHashMap<>();
            cli.console().say("taking all rows, twice: once to warm up");
            bench.take(FeedOptions.fromBeginning(), records);
            rates(fields, "snapshot", bench.take(FeedOptions.fromBeginning(), records));
            cli.console().say("taking all changes");
            rates(fields, "changes", bench.take(FeedOptions.from(before), records));
            cli.console().say("timing " + rate + " changes a second for " + time.toSeconds() + " s");
            latency(fields, bench.latency(rate, time));
            cli.console().show(Shown.thing(fields));
        }
    }

    private static void rates(Map<String, Object> fields, String what, FeedBench.Taken taken) {
        fields.put(what + "PerSecond", Math.round(taken.perSecond()));
        fields.put(what + "Events", taken.events());
        fields.put(what + "Keys", taken.keys());
    }

    private static void latency(Map<String, Object> fields, Histogram micros) {
        fields.put("timed", micros.getTotalCount());
        fields.put("p50Millis", micros.getValueAtPercentile(50) / MICROS_PER_MILLI);
        fields.put("p99Millis", micros.getValueAtPercentile(99) / MICROS_PER_MILLI);
        fields.put("p999Millis", micros.getValueAtPercentile(99.9) / MICROS_PER_MILLI);
        fields.put("maxMillis", micros.getMaxValue() / MICROS_PER_MILLI);
    }
}
