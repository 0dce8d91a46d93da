package io.kvorum.cli.command.bench;

import io.kvorum.bench.ClosedLoop;
import io.kvorum.bench.LoopOptions;
import io.kvorum.bench.LoopResult;
import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.Endpoint;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl bench run}. */
@Command(
        name = "run",
        description = {
            "Run closed loops of reads and writes, one operation in flight per client, and show throughput and"
                    + " latency.",
            "Every value that is read is checked. A closed loop issues nothing while it waits, so it does not show"
                    + " what",
            "clients that come at a fixed rate would feel during a pause."
        },
        footer = {
            "",
            "Examples:",
            "  kvctl bench run --clients 1,16,64",
            "  kvctl bench run --reads 0 --value-bytes 4096"
        })
public final class BenchRunCommand extends CliCommand {
    @Option(
            names = "--clients",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,16,64",
            description = "One run for each of these numbers of clients. Default: ${DEFAULT-VALUE}.")
    private List<Integer> clients = List.of();

    @Option(names = "--keys", defaultValue = "10000", description = "Drawn uniformly. Default: ${DEFAULT-VALUE}.")
    private int keys = 10_000;

    @Option(names = "--value-bytes", defaultValue = "1024", description = "Default: ${DEFAULT-VALUE}.")
    private int valueBytes = 1_024;

    @Option(names = "--reads", defaultValue = "0.5", description = "Share of reads, 0 to 1. Default: ${DEFAULT-VALUE}.")
    private double reads = 0.5;

    @Option(names = "--level", defaultValue = "quorum", description = "Of reads and writes. Default: ${DEFAULT-VALUE}.")
    private String level = "quorum";

    @Option(names = "--warm-up", paramLabel = "TIME", defaultValue = "5s", description = "Default: 5s.")
    private Duration warmUp = Duration.ofSeconds(5);

    @Option(
            names = "--time",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Measured per run. Default: 10s.")
    private Duration time = Duration.ofSeconds(10);

    @Option(names = "--bucket", defaultValue = "default", description = "Default: ${DEFAULT-VALUE}.")
    private String bucket = "default";

    public BenchRunCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws InterruptedException {
        List<Map<String, Object>> rows = new ArrayList<>();
        boolean allRight = true;
        for (int number : clients) {
            LoopOptions options = options(number);
            cli.console()
                    .say(number + " clients: loading " + keys + " keys, then " + warmUp + " of warm-up and " + time
                            + " measured");
            try (KvorumClient client = KvorumClient.builder()
                    .endpoints(cli.endpoints().stream().map(Endpoint::parse).toList())
                    .deadline(cli.options().timeout())
                    .clientName("kvctl bench")
                    .build()) {
                LoopResult result = new ClosedLoop(client, options).run();
                rows.add(row(result));
                allRight &= result.wrongValues() == 0;
            }
        }
        cli.console()
                .show(Shown.list(
                        "runs",
                        List.of(
                                "clients",
                                "opsPerSecond",
                                "p50Ms",
                                "p99Ms",
                                "p999Ms",
                                "maxMs",
                                "failures",
                                "wrongValues"),
                        rows));
        return allRight ? Exit.OK : Exit.UNHEALTHY;
    }

    private LoopOptions options(int number) {
        try {
            return new LoopOptions(
                    bucket,
                    number,
                    keys,
                    valueBytes,
                    reads,
                    Level.parse(level),
                    warmUp,
                    time,
                    new SecureRandom().nextLong());
        } catch (IllegalArgumentException bad) {
            throw Failure.usage(String.valueOf(bad.getMessage()), "see 'kvctl bench run --help'");
        }
    }

    private static Map<String, Object> row(LoopResult result) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("clients", result.options().clients());
        row.put("opsPerSecond", Math.round(result.perSecond()));
        row.put("p50Ms", result.percentileMillis(50));
        row.put("p99Ms", result.percentileMillis(99));
        row.put("p999Ms", result.percentileMillis(99.9));
        row.put("maxMs", result.maxMillis());
        row.put("failures", result.failures());
        row.put("wrongValues", result.wrongValues());
        return row;
    }
}
