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
import io.kvorum.harness.drill.WorkloadKind;
import io.kvorum.harness.drill.page.DrillPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl live run}. */
@Command(
        name = "run",
        description = "Start nodes, load and break them by a seeded schedule, and judge what the clients were told.",
        footer = {
            "",
            "Clients of the Java library work on local node processes of their own, one operation at a time each,"
                    + " while",
            "nodes and the links between them are broken. What was asked and answered is written to history.jsonl in"
                    + " the",
            "directory (docs/histories.md), and is judged by the checker of 'kvctl check' when all is over. The same",
            "options and seed give the same schedule; what clients do in between depends on the answers that they get.",
            "--timeout is the deadline of each operation.",
            "",
            "Workloads:",
            "  cas        reads, writes and compare-and-set of a strong bucket; each key must be linearizable",
            "  registers  puts and deletes by contexts, and reads, of an eventual bucket at quorum: no acknowledged"
                    + " write",
            "             is lost, nothing replaced or deleted comes back, nothing is read that nobody wrote; in the"
                    + " end",
            "             each node, read by itself at level one, and the rows of all replicas are identical",
            "  counters   increments and reads of counters at quorum; a third of the increments is sent twice, as if"
                    + " the answer",
            "             had been lost: each counts once, reads show all that was acknowledged, and in the end each"
                    + " node has",
            "             the exact sums",
            "",
            "Faults, each healed before the next:",
            "  kill           kill -9; started again with its disk",
            "  pause          SIGSTOP, shorter and longer than all timeouts; then SIGCONT",
            "  kill-majority  kill -9 of a majority at once; all started again",
            "  kill-all       kill -9 of all nodes at once; all started again",
            "  kill-at-start  kill -9, and again up to three times while it starts; then a start that it may finish",
            "  partition      a node, or a minority, and the others do not hear each other: bytes are held back until",
            "                 the links are open again, or connections are reset",
            "  one-way        a node hears and is not heard, or is heard and hears nothing; then the links are open",
            "  flap           the links of a node, or one of them, come and go; then they stay",
            "  slow-link      delay and jitter on the links of a node, or on one of them; then none",
            "With a fault of links the nodes reach each other through proxies in user space, else directly. Clients"
                    + " reach",
            "nodes directly always. --majority is about kill and pause only.",
            "",
            "At the end, and after Ctrl-C, no node is left; history and logs stay. Exit code 9: a promise was broken.",
            "6: the checker gave up, so nothing is known.",
            "",
            "Examples:",
            "  kvctl live run --time 1m",
            "  kvctl live run --workload registers --faults all --time 5m --report drill.html",
            "  kvctl live run --workload cas --nodes 3 --clients 16 --keys 8 --time 5m --seed 7 --dir drill",
            "  kvctl live run --time 10m --faults kill --count 10 -o json | jq .longestPauseMs",
            "  kvctl check drill/history.jsonl --model cas --edn history.edn"
        })
final class LiveRun extends CliCommand {
    @Option(
            names = "--workload",
            paramLabel = "NAME",
            defaultValue = "cas",
            description = "cas, registers or counters. Default: ${DEFAULT-VALUE}.")
    private String workload = "cas";

    @Option(
            names = "--nodes",
            defaultValue = "3",
            description = "How many, 3 to 9; each is a replica of all keys. Default: ${DEFAULT-VALUE}.")
    private int nodes = 3;

    @Option(names = "--clients", defaultValue = "16", description = "Concurrent clients. Default: ${DEFAULT-VALUE}.")
    private int clients = 16;

    @Option(names = "--keys", description = "On which they meet. Default: 8, and 64 of registers.")
    private Optional<Integer> keys = Optional.empty();

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
            description = "Kinds of faults, see below; or all, or none. Default: ${DEFAULT-VALUE}.")
    private List<String> faults = new ArrayList<>();

    @Option(
            names = "--majority",
            description =
                    "Kill and pause also more nodes at one time than the others can do without. Default: a minority"
                            + " only.")
    private boolean majority;

    @Option(
            names = "--report",
            paramLabel = "HTML",
            description = "Write a page that shows all of it: verdicts, timeline, figures by kind of fault.")
    private Optional<Path> page = Optional.empty();

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
        DrillOptions options = options();
        LiveScreen screen = new LiveScreen(cli.console());
        screen.chapter("Seed " + options.seed() + "; this is the schedule");
        FaultSchedule.draw(options).forEach(fault -> cli.console().say("  " + fault));
        DrillReport report = new Drill(options, screen).run();
        screen.end();
        if (page.isPresent()) {
            Files.writeString(page.get(), DrillPage.of(report));
            cli.console().say("report: " + page.get());
        }
        if (cli.console().format() == Format.TABLE) {
            LiveProse.of(report, cli.console()).forEach(cli.console()::data);
        } else {
            cli.console().show(Shown.thing(LiveFields.of(report)));
        }
        return switch (report.result()) {
            case FINE -> Exit.OK;
            case BROKEN -> Exit.UNHEALTHY;
            case UNKNOWN -> Exit.UNKNOWN;
        };
    }

    private DrillOptions options() throws IOException {
        long chosenSeed = seed == 0 ? new SecureRandom().nextInt(1, Integer.MAX_VALUE) : seed;
        WorkloadKind chosen = one(workload, WorkloadKind.values())
                .orElseThrow(() -> Failure.usage(
                        "there is no workload '" + workload + "'", "take " + names(WorkloadKind.values())));
        return new DrillOptions(
                chosen,
                directory.toString().isEmpty()
                        ? Files.createTempDirectory(Drill.TEMPORARY)
                        : directory.toAbsolutePath(),
                nodes,
                clients,
                keys.orElse(chosen.usualKeys()),
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
        if (faults.equals(List.of("all"))) {
            return List.of(FaultKind.values());
        }
        return faults.stream()
                .map(name -> one(name, FaultKind.values())
                        .orElseThrow(() -> Failure.usage(
                                "there is no fault '" + name + "'",
                                "take all, none, or some of " + names(FaultKind.values()))))
                .toList();
    }

    private static <T> Optional<T> one(String name, T[] all) {
        return Stream.of(all)
                .filter(each -> each.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    private static <T> String names(T[] all) {
        return Stream.of(all).map(Object::toString).collect(Collectors.joining(", "));
    }
}
