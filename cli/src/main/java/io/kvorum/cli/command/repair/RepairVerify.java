package io.kvorum.cli.command.repair;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl repair verify}. */
@Command(
        name = "verify",
        description = "Prove from outside that replicas are identical: read every row of each, and compare.",
        footer = {
            "",
            "It reads all data of all nodes, values too, and believes no tree and no clock. Keys that are written"
                    + " meanwhile are",
            "looked at three times, a second apart. The first keys that differ are shown with their dots and a hash of"
                    + " each value.",
            "Exit code 9: some differ, or a node could not be read. Nothing is changed.",
            "",
            "Strong buckets are not covered: their replicas need not be identical, as any majority has each decided"
                    + " value; nodes",
            "bring laggards up to date by themselves, and 'kvctl explain' shows what each replica of a key has."
        })
final class RepairVerify extends CliCommand {
    @Option(
            names = "--limit",
            paramLabel = "KEYS",
            description = "Differing keys to show, and then to stop at. Default: 10.")
    private int limit = 10;

    RepairVerify(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws InterruptedException {
        try (Cluster cluster = cli.connect()) {
            WholeComparison comparison = new WholeComparison(cli, cluster);
            comparison.run(limit);
            Map<String, Object> fields = new TreeMap<>();
            fields.put("identical", comparison.isIdentical());
            fields.put("complete", comparison.isComplete());
            fields.put("partitions", comparison.partitions);
            fields.put("rows", comparison.rows);
            fields.put("unread", List.copyOf(comparison.unread));
            Shown shown = Shown.list("differences", List.of("bucket", "key", "versions"), comparison.rows(limit));
            cli.console().show(shown.with(fields));
            cli.console()
                    .say(String.format(
                            Locale.ROOT,
                            "%,d rows of replicas read in %,d partitions: %s%s",
                            comparison.rows,
                            comparison.partitions,
                            comparison.differences.isEmpty()
                                    ? "no difference"
                                    : comparison.differences.size() + " keys differ",
                            comparison.unread.isEmpty()
                                    ? ""
                                    : "; NOT READ: " + String.join(", ", comparison.unread)
                                            + ", of which nothing is known; start them and run it again"));
            return comparison.isIdentical() ? Exit.OK : Exit.UNHEALTHY;
        }
    }
}
