package io.kvorum.cli.command.demo;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Format;
import io.kvorum.cli.output.Shown;
import io.kvorum.harness.demo.Demo;
import io.kvorum.harness.demo.DemoOptions;
import io.kvorum.harness.demo.DemoReport;
import io.kvorum.harness.demo.FaultPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl demo}. */
@Command(
        name = "demo",
        description = "Start a cluster, load it, break it in four ways, heal it, and check that it kept its word.",
        footer = {
            "",
            "Five node processes in a temporary directory import the names of Unicode's characters and serve a mixed",
            "load at quorum. One node is killed, one is stopped, the network is split, one disk is wiped. Then every",
            "replica is read and compared with what the clients were told. Takes 60 to 90 seconds.",
            "",
            "Exit code 9: a promise was broken.",
            "",
            "Examples:",
            "  kvctl demo",
            "  kvctl demo -o json | jq .longestPauseMs",
            "  kvctl demo --phase 2s --names 2000   a short one"
        })
public final class DemoCommand extends CliCommand {
    @Option(names = "--nodes", defaultValue = "5", description = "How many, 3 to 15. Default: ${DEFAULT-VALUE}.")
    private int nodes = 5;

    @Option(names = "--clients", defaultValue = "16", description = "Concurrent clients. Default: ${DEFAULT-VALUE}.")
    private int clients = 16;

    @Option(names = "--names", description = "Import at most so many pairs. Default: all that this Java knows.")
    private int names = Integer.MAX_VALUE;

    @Option(
            names = "--phase",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Length of a fault. Default: 10s.")
    private Duration phase = Duration.ofSeconds(10);

    @Option(
            names = "--faults",
            paramLabel = "PLAN",
            defaultValue = "tour",
            description =
                    "tour: one accident of each kind; kill-one: one node after the other is killed; kill-all: all nodes"
                            + " are killed at once. Default: tour.")
    private String faults = "tour";

    @Option(names = "--rounds", defaultValue = "3", description = "Of kill-one and kill-all. Default: 3.")
    private int rounds = 3;

    @Option(names = "--seed", description = "Of the load. Default: another one each time.")
    private long seed;

    @Option(names = "--keep", description = "Keep the cluster's directory, with the logs of the nodes.")
    private boolean keep;

    public DemoCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws Exception {
        long chosenSeed = seed == 0 ? new SecureRandom().nextInt(1, Integer.MAX_VALUE) : seed;
        Path directory = Files.createTempDirectory("kvorum-demo-");
        DemoOptions options = new DemoOptions(
                directory,
                nodes,
                nodes < 4 ? 1 : 2,
                names,
                clients,
                phase,
                Duration.ofSeconds(90),
                chosenSeed,
                plan(),
                rounds);
        DemoReport report = new Demo(options, new DemoScreen(cli.console()), keep).run();
        if (cli.console().format() == Format.TABLE) {
            cli.console().say("");
            DemoSummary.prose(report, cli.console()).forEach(cli.console()::data);
        } else {
            cli.console().show(Shown.thing(DemoSummary.fields(report)));
        }
        if (keep) {
            cli.console().say("kept: " + directory);
        }
        return report.promisesKept() ? Exit.OK : Exit.UNHEALTHY;
    }

    private FaultPlan plan() {
        return switch (faults) {
            case "tour" -> FaultPlan.TOUR;
            case "kill-one" -> FaultPlan.KILL_ONE;
            case "kill-all" -> FaultPlan.KILL_ALL;
            default -> throw Failure.usage("there is no plan '" + faults + "'", "take tour, kill-one or kill-all");
        };
    }
}
