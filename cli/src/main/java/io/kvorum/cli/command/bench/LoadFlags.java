package io.kvorum.cli.command.bench;

import io.kvorum.bench.load.LoadOptions;
import io.kvorum.bench.workload.KeyDistribution;
import io.kvorum.bench.workload.Workload;
import io.kvorum.cli.Failure;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;

/** What is asked of a store, and how hard. */
public final class LoadFlags {
    private static final int OPEN_LOOP_IN_FLIGHT = 1_024;

    @Option(
            names = {"-w", "--workload"},
            paramLabel = "NAME",
            defaultValue = "a",
            description = "a to f as YCSB defines them, write-only, delete-heavy, large-values or many-siblings; and on"
                    + " linearizable keys cas, serial-read or hot-cas. Default: ${DEFAULT-VALUE}.")
    private String workload = "a";

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            description =
                    "Closed loop: one run for each of these numbers of clients, each with one operation in flight."
                        + " With --rate: how many operations may be in flight. Default: 1,16,64, or 1024 with --rate.")
    private List<Integer> threads = new ArrayList<>();

    @Option(
            names = "--rate",
            split = ",",
            paramLabel = "N",
            description = "Open loop: one run for each of these rates per second; operations are timed from when they"
                    + " were due.")
    private List<Double> rates = new ArrayList<>();

    @Option(names = "--records", paramLabel = "N", description = "Loaded before. Default: the workload's.")
    private long records;

    @Option(names = "--value-bytes", paramLabel = "N", description = "Default: the workload's.")
    private int valueBytes;

    @Option(
            names = "--distribution",
            paramLabel = "NAME",
            description = "Of keys: uniform, zipfian, latest, hot-set or one. Default: the workload's.")
    private String distribution = "";

    @Option(names = "--warm-up", paramLabel = "TIME", defaultValue = "5s", description = "Default: 5s.")
    private Duration warmUp = Duration.ofSeconds(5);

    @Option(
            names = "--time",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Measured per run. Default: 10s.")
    private Duration time = Duration.ofSeconds(10);

    @Option(names = "--seed", paramLabel = "N", description = "Of keys and operations. Default: another one each time.")
    private long seed;

    @Option(names = "--no-load", description = "The records are there, from an earlier run.")
    private boolean noLoad;

    @Option(names = "--no-verify", description = "Do not check the values that are read.")
    private boolean noVerify;

    Workload workload() {
        try {
            Workload chosen = Workload.named(workload.toLowerCase(Locale.ROOT));
            chosen = records > 0 ? chosen.withRecords(records) : chosen;
            chosen = valueBytes > 0 ? chosen.withValueBytes(valueBytes) : chosen;
            return distribution.isEmpty() ? chosen : chosen.withDistribution(KeyDistribution.parse(distribution));
        } catch (IllegalArgumentException bad) {
            throw Failure.usage(String.valueOf(bad.getMessage()), "see 'kvctl bench run --help'");
        }
    }

    /** One for each run. */
    List<LoadOptions> loads() {
        long chosenSeed = seed == 0 ? new SecureRandom().nextInt(1, Integer.MAX_VALUE) : seed;
        List<LoadOptions> loads = new ArrayList<>();
        try {
            if (rates.isEmpty()) {
                for (int clients : threads.isEmpty() ? List.of(1, 16, 64) : threads) {
                    loads.add(new LoadOptions(clients, OptionalDouble.empty(), warmUp, time, chosenSeed, !noVerify));
                }
                return loads;
            }
            if (threads.size() > 1) {
                throw new IllegalArgumentException(
                        "with --rate, --threads is one number: the bound of what is in flight");
            }
            int bound = threads.isEmpty() ? OPEN_LOOP_IN_FLIGHT : threads.get(0);
            for (double rate : rates) {
                loads.add(new LoadOptions(bound, OptionalDouble.of(rate), warmUp, time, chosenSeed, !noVerify));
            }
            return loads;
        } catch (IllegalArgumentException bad) {
            throw Failure.usage(String.valueOf(bad.getMessage()), "see 'kvctl bench run --help'");
        }
    }

    boolean load() {
        return !noLoad;
    }
}
