package io.kvorum.cli.command.live;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Format;
import io.kvorum.cli.output.Shown;
import io.kvorum.harness.drill.Drill;
import io.kvorum.harness.drill.DrillOptions;
import io.kvorum.harness.drill.DrillReport;
import io.kvorum.harness.drill.FaultKind;
import io.kvorum.harness.drill.FaultSchedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl live run}. */
@Command(
        name = "run",
        description = "Start nodes, load and break them by a seeded schedule, and judge what the clients were told.",
        footer = {
            "",
            "Clients of the Java library read, write and compare-and-set the keys of a strong bucket on local node",
            "processes of their own, one operation at a time each; kill -9 and SIGSTOP hit nodes meanwhile. What was",
            "asked and answered is written to history.jsonl in the directory (docs/histories.md), and is judged by the",
            "checker of 'kvctl check' when all is over. The same options and seed give the same schedule; what clients",
            "do in between depends on the answers that they get. --timeout is the deadline of each operation.",
            "",
            "At the end, and after Ctrl-C, no node is left; history and logs stay. Exit code 9: a promise was broken.",
            "6: the checker gave up, so nothing is known.",
            "",
            "Examples:",
            "  kvctl live run --time 1m",
            "  kvctl live run --workload cas --nodes 3 --clients 16 --keys 8 --time 5m --seed 7 --dir drill",
            "  kvctl live run --time 10m --faults kill --count 10 -o json | jq .longestPauseMs",
            "  kvctl check drill/history.jsonl --model cas --edn history.edn"
        })
final class LiveRun extends CliCommand {
    @Option(
            names = "--workload",
            paramLabel = "NAME",
            defaultValue = "cas",
            description = "cas: a strong bucket; the only one yet. Default: cas.")
    private String workload = "cas";

    @Option(
            names = "--nodes",
            defaultValue = "3",
            description = "How many, 3 to 9; each is a replica of all keys. Default: ${DEFAULT-VALUE}.")
    private int nodes = 3;

    @Option(names = "--clients", defaultValue = "16", description = "Concurrent clients. Default: ${DEFAULT-VALUE}.")
    private int clients = 16;

    @Option(names = "--keys", defaultValue = "8", description = "On which they meet. Default: ${DEFAULT-VALUE}.")
    private int keys = 8;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            defaultValue = "1m",
            description = "Of load and faults, at most. Default: ${DEFAULT-VALUE}.")
    private Duration time = Duration.ofMinutes(1);

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            description = "End after so many faults, if that is sooner. Default: 0, which means it is not.")
    private int count;

    @Option(names = "--seed", description = "Of the faults and the load. Default: another one each time.")
    private long seed;

    @Option(
            names = "--faults",
            paramLabel = "KIND",
            split = ",",
            defaultValue = "kill,pause",
            description = "kill: kill -9 and restart; pause: SIGSTOP, shorter and longer than all timeouts; or none."
                    + " Default: ${DEFAULT-VALUE}.")
    private List<String> faults = new ArrayList<>();

    @Option(
            names = "--majority",
            description = "Also more nodes at one time than the others can do without. Default: a minority only.")
    private boolean majority;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "For the history, logs and data; kept. Default: a new temporary one.")
    private Path directory = Path.of("");

    LiveRun(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException, InterruptedException {
        if (!workload.equals("cas")) {
            throw Failure.usage("there is no workload '" + workload + "' yet", "take cas");
        }
        DrillOptions options = options();
        LiveScreen screen = new LiveScreen(cli.console());
        screen.chapter("Seed " + options.seed() + "; this is the schedule");
        FaultSchedule.draw(options).forEach(fault -> cli.console().say("  " + fault));
        DrillReport report = new Drill(options, screen).run();
        screen.end();
        if (cli.console().format() == Format.TABLE) {
            LiveSummary.prose(report, cli.console()).forEach(cli.console()::data);
        } else {
            cli.console().show(Shown.thing(LiveSummary.fields(report)));
        }
        return switch (report.result()) {
            case FINE -> Exit.OK;
            case BROKEN -> Exit.UNHEALTHY;
            case UNKNOWN -> Exit.UNKNOWN;
        };
    }

    private DrillOptions options() throws IOException {
        long chosenSeed = seed == 0 ? new SecureRandom().nextInt(1, Integer.MAX_VALUE) : seed;
        return new DrillOptions(
                directory.toString().isEmpty()
                        ? Files.createTempDirectory("kvorum-drill-")
                        : directory.toAbsolutePath(),
                nodes,
                clients,
                keys,
                time,
                count,
                chosenSeed,
                kinds(),
                majority,
                cli.options().timeout());
    }

    private List<FaultKind> kinds() {
        if (faults.equals(List.of("none"))) {
            return List.of();
        }
        return faults.stream()
                .map(name -> switch (name.toLowerCase(Locale.ROOT)) {
                    case "kill" -> FaultKind.KILL;
                    case "pause" -> FaultKind.PAUSE;
                    default -> throw Failure.usage("there is no fault '" + name + "'", "take kill, pause, or none");
                })
                .toList();
    }
}
