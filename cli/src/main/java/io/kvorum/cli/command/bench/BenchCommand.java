package io.kvorum.cli.command.bench;

import io.kvorum.bench.ClosedLoop;
import io.kvorum.bench.LoopOptions;
import io.kvorum.bench.LoopResult;
import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.Endpoint;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl bench}. */
@Command(
        name = "bench",
        description = "Measure how fast a cluster answers.",
        footer = {"", "Example:", "  kvctl bench run --clients 1,16,64 --time 10s"})
public final class BenchCommand {
    /** The command with those below it. */
    public static CommandLine of(Cli cli) {
        return new CommandLine(new BenchCommand()).addSubcommand(new Run(cli));
    }

    @Command(
            name = "run",
            description = "Run a closed loop of reads and writes: each client has one operation in flight.",
            footer = {
                "",
                "Writes keys 'bench-...' into the bucket and leaves them there. A closed loop hides waiting: its",
                "percentiles are those of a service that is never late. Exit code 9 if a wrong value was read."
            })
    static final class Run extends CliCommand {
        @Option(names = {"-b", "--bucket"}, defaultValue = "default", description = "Default: ${DEFAULT-VALUE}.")
        private String bucket = "default";

        @Option(names = "--clients", split = ",", defaultValue = "1,16,64", description = "Default: ${DEFAULT-VALUE}.")
        private List<Integer> clients = List.of();

        @Option(names = "--keys", defaultValue = "10000", description = "Default: ${DEFAULT-VALUE}.")
        private int keys = 10_000;

        @Option(names = "--value-bytes", defaultValue = "1024", description = "Default: ${DEFAULT-VALUE}.")
        private int valueBytes = 1_024;

        @Option(names = "--reads", defaultValue = "0.5", description = "Their share, 0 to 1. Default: ${DEFAULT-VALUE}.")
        private double reads = 0.5;

        @Option(names = "--level", defaultValue = "quorum", description = "Of both. Default: ${DEFAULT-VALUE}.")
        private String level = "quorum";

        @Option(names = "--warm-up", paramLabel = "TIME", defaultValue = "3s", description = "Default: 3s.")
        private Duration warmUp = Duration.ofSeconds(3);

        @Option(names = "--time", paramLabel = "TIME", defaultValue = "10s", description = "Measured. Default: 10s.")
        private Duration time = Duration.ofSeconds(10);

        @Option(names = "--seed", defaultValue = "1", description = "Of the load. Default: ${DEFAULT-VALUE}.")
        private long seed = 1;

        Run(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() throws InterruptedException {
            List<Map<String, Object>> rows = new ArrayList<>();
            long wrong = 0;
            for (int count : clients) {
                LoopResult result = measure(count);
                wrong += result.wrongValues();
                rows.add(row(result));
                cli.console().say(count + " clients: " + Math.round(result.perSecond()) + " operations/s");
            }
            List<String> columns = List.of("clients", "opsPerSecond", "p50Ms", "p99Ms", "maxMs", "failed", "wrong");
            cli.console().show(Shown.list("runs", columns, rows));
            return wrong == 0 ? Exit.OK : Exit.UNHEALTHY;
        }

        private LoopResult measure(int count) throws InterruptedException {
            LoopOptions options = new LoopOptions(
                    bucket, count, Math.max(keys, count), valueBytes, reads, Level.parse(level), warmUp, time, seed);
            try (KvorumClient client = KvorumClient.builder()
                    .endpoints(cli.endpoints().stream().map(Endpoint::parse).toList())
                    .deadline(cli.options().timeout())
                    .clientName("kvctl-bench")
                    .build()) {
                return new ClosedLoop(client, options).run();
            }
        }

        private static Map<String, Object> row(LoopResult result) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("clients", result.options().clients());
            row.put("opsPerSecond", Math.round(result.perSecond()));
            row.put("p50Ms", result.percentileMillis(50));
            row.put("p99Ms", result.percentileMillis(99));
            row.put("maxMs", result.maxMillis());
            row.put("failed", result.failures().values().stream().mapToLong(Long::longValue).sum());
            row.put("failures", result.failures());
            row.put("wrong", result.wrongValues());
            row.put("valueBytes", result.options().valueBytes());
            row.put("readShare", result.options().readShare());
            return row;
        }
    }
}
