package io.kvorum.cli.command.bench;

import io.kvorum.bench.peer.Peer;
import io.kvorum.bench.peer.PeerUnavailable;
import io.kvorum.bench.peer.Peers;
import io.kvorum.bench.result.RunFile;
import io.kvorum.bench.rounds.Cell;
import io.kvorum.bench.rounds.Rounds;
import io.kvorum.bench.rounds.RoundsListener;
import io.kvorum.bench.rounds.RoundsPlan;
import io.kvorum.bench.workload.Workload;
import io.kvorum.cli.Cli;
import io.kvorum.cli.Durations;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl bench peers}. */
@Command(
        name = "peers",
        description = {
            "Start Kvorum and other stores on this machine, put the same load on each, and show how they compare.",
            "Only one store runs at a time, with empty data; the rounds alternate, and ratios are taken within a"
                    + " round.",
            "Every value that is read is checked: exit code 9 if one was wrong, or an update by compare-and-set was"
                    + " lost or made twice."
        },
        footer = {
            "",
            "Stores: kvorum, cassandra (commit log synced every 10 s, as shipped), cassandra-batch (before each",
            "acknowledgement), etcd, redis-everysec, redis-always (one server, without a replica). Cassandra is"
                    + " fetched by",
            "Maven when it is first asked for and needs Java 17; etcd and Redis are Debian's packages etcd-server and",
            "redis-server. docs/benchmarks.md says how each is set and what it promises.",
            "",
            "Examples:",
            "  kvctl bench peers --peers kvorum,cassandra --workloads A,B,C",
            "  kvctl bench peers --peers kvorum,etcd,redis-always --workloads write-only --threads 64",
            "  kvctl bench peers --peers kvorum,cassandra,cassandra-batch,etcd --workloads cas,serial-read --threads"
                    + " 16,64",
            "  kvctl bench peers --peers kvorum,cassandra --workloads A --threads 16,64 --rate-share 0.5"
        })
public final class BenchPeersCommand extends CliCommand {
    @Option(names = "--peers", split = ",", paramLabel = "NAME", description = "Default: all.")
    private List<String> names = List.of();

    @Option(
            names = "--workloads",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "A,B,C,write-only",
            description =
                    "YCSB's A to F, or one of Kvorum's own such as write-only; cas, serial-read and hot-cas ask for"
                            + " linearizable keys, which Redis leaves out. Default: ${DEFAULT-VALUE}.")
    private List<String> workloads = List.of();

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,16,64",
            description = "Clients with one operation in flight each; a measurement for each number. Default: 1,16,64.")
    private List<Integer> threads = List.of();

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(names = "--keys", paramLabel = "N", defaultValue = "100000", description = "Default: ${DEFAULT-VALUE}.")
    private long keys = 100_000;

    @Option(names = "--value-bytes", paramLabel = "N", defaultValue = "1024", description = "Default: 1024.")
    private int valueBytes = 1_024;

    @Option(
            names = "--settle",
            paramLabel = "TIME",
            defaultValue = "3m",
            description =
                    "The longest time under load, not measured, for a store that was just started and loaded; less"
                            + " once it gets no faster. Default: 3m.")
    private Duration settle = Duration.ofMinutes(3);

    @Option(
            names = "--warm-up",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Before each measurement. Default: 10s.")
    private Duration warmUp = Duration.ofSeconds(10);

    @Option(
            names = "--time",
            paramLabel = "TIME",
            defaultValue = "15s",
            description = "Of each measurement. Default: 15s.")
    private Duration time = Duration.ofSeconds(15);

    @Option(
            names = "--rate-share",
            paramLabel = "SHARE",
            description = "Also an open loop on every store, at this share of the most that the reference did. Default:"
                    + " none.")
    private Optional<Double> rateShare = Optional.empty();

    @Option(
            names = "--reference",
            paramLabel = "NAME",
            description = "The store that sets this rate. Default: cassandra if it takes part, else the first.")
    private Optional<String> reference = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", description = "Of keys and kinds of operations. Default: a random one.")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--save", paramLabel = "FILE", description = "Write all measurements there, after each turn.")
    private Optional<Path> save = Optional.empty();

    @Option(names = "--dir", paramLabel = "DIR", description = "Where data and logs go. Default: a temporary folder.")
    private Optional<Path> directory = Optional.empty();

    @Option(names = "--keep", description = "Keep data and logs.")
    private boolean keep;

    @Option(names = "--install", description = "As root on Debian: install the packages that are missing.")
    private boolean install;

    public BenchPeersCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("kvctl.home", "."));
        Peers all = new Peers(home);
        List<Peer> peers = peers(all);
        boolean ownFolder = directory.isEmpty();
        Path folder = directory.orElseGet(BenchPeersCommand::temporaryFolder);
        RoundsPlan plan = plan(peers, folder);
        if (peers.stream().allMatch(peer -> plan.workloadsOf(peer).isEmpty())) {
            throw Failure.usage(
                    "nothing is left to measure: "
                            + peers.get(0).leavesOut(plan.workloads().get(0)).orElse(""),
                    "name other stores with --peers, or other --workloads");
        }
        peers.stream().filter(peer -> !plan.workloadsOf(peer).isEmpty()).forEach(this::provide);
        cli.console()
                .say("measuring takes up to " + Durations.text(plan.measuringTime())
                        + ", starting and loading comes on top; data and logs are in " + folder);
        Rounds measuring = new Rounds(plan, new Progress());
        Thread hook = new Thread(() -> end(measuring, folder, ownFolder), "end-peers");
        Runtime.getRuntime().addShutdownHook(hook);
        List<Cell> cells;
        try {
            cells = measuring.run();
        } catch (IllegalStateException failed) {
            throw new Failure(
                    Exit.INTERNAL,
                    "PEER_FAILED",
                    String.valueOf(failed.getMessage()),
                    Failure.Data.NOT_CONCERNED,
                    "look at its log (--keep and --dir keep it), or leave this store out with --peers");
        } finally {
            end(measuring, folder, ownFolder);
        }
        PeersView.show(cli.console(), cells);
        if (cells.stream().anyMatch(cell -> cell.wrongValues() > 0)) {
            return Exit.UNHEALTHY;
        }
        return cells.stream().allMatch(cell -> cell.updates().unread() == 0) ? Exit.OK : Exit.UNAVAILABLE;
    }

    /** Made when the first server is started. */
    private static Path temporaryFolder() {
        return Path.of(
                System.getProperty("java.io.tmpdir"),
                "kvorum-peers-" + ProcessHandle.current().pid());
    }

    private void end(Rounds measuring, Path folder, boolean ownFolder) {
        measuring.abort();
        if (ownFolder && !keep) {
            try {
                Files.deleteIfExists(folder);
            } catch (IOException notEmpty) {
                // Something is in it that is not ours.
            }
        }
    }

    private List<Peer> peers(Peers all) {
        Set<String> wanted = new LinkedHashSet<>(names.isEmpty() ? all.names() : names);
        return wanted.stream().map(all::named).toList();
    }

    /** Checks that a peer can be started, or makes it so if that was asked for. */
    private void provide(Peer peer) {
        try {
            peer.check();
        } catch (PeerUnavailable missing) {
            String packages = String.join(" ", missing.debianPackages());
            if (!install || packages.isEmpty()) {
                throw cannotStart(peer, missing);
            }
            cli.console().say("installing " + packages);
            Packages.install(missing.debianPackages());
            try {
                peer.check();
            } catch (PeerUnavailable still) {
                throw cannotStart(peer, still);
            }
        }
    }

    private static Failure cannotStart(Peer peer, PeerUnavailable missing) {
        String packages = String.join(" ", missing.debianPackages());
        String leaveOut = "leave it out with --peers";
        return Failure.usage(
                peer.name() + " cannot be started: " + missing.what(),
                packages.isEmpty()
                        ? leaveOut
                        : "on Debian 'apt-get install " + packages + "', or --install as root; or " + leaveOut);
    }

    private RoundsPlan plan(List<Peer> peers, Path folder) {
        String wanted = reference.orElseGet(() -> peers.stream()
                .map(Peer::name)
                .filter(name -> name.equals("cassandra"))
                .findFirst()
                .orElse(peers.get(0).name()));
        Peer setsRate = peers.stream()
                .filter(peer -> peer.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> Failure.usage("the reference " + wanted + " is not among the peers", ""));
        return new RoundsPlan(
                peers,
                setsRate,
                workloads.stream()
                        .map(name -> Workload.named(name.toLowerCase(Locale.ROOT))
                                .withRecords(keys)
                                .withValueBytes(valueBytes))
                        .toList(),
                threads,
                rounds,
                rateShare.map(OptionalDouble::of).orElseGet(OptionalDouble::empty),
                settle,
                warmUp,
                time,
                seed.orElseGet(() -> new SecureRandom().nextLong()),
                folder,
                keep);
    }

    /** Lines on standard error, and the file of results. */
    private final class Progress implements RoundsListener {
        private String turn = "";

        @Override
        public void turn(int round, Peer peer) {
            turn = "round " + round + " of " + rounds + ", " + peer.name() + ": ";
        }

        @Override
        public void says(String what) {
            cli.console().say(turn + what);
        }

        @Override
        public void measured(Cell cell) {
            says(PeersView.line(cell));
        }

        @Override
        public void turnOver(List<Cell> soFar) {
            if (save.isPresent()) {
                try {
                    RunFile.of(soFar.stream().map(Cell::run).toList())
                            .write(save.get().toAbsolutePath());
                } catch (IOException e) {
                    throw new UncheckedIOException("the results could not be written to " + save.get(), e);
                }
            }
        }
    }
}
