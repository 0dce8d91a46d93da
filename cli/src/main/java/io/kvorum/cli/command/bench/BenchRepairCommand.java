package io.kvorum.cli.command.bench;

import io.kvorum.bench.repair.RepairCurve;
import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl bench repair}. */
@Command(
        name = "repair",
        description = {
            "Count what two replicas send each other to find and mend rows that one of them has lost, against sending"
                    + " all rows."
        },
        footer = {
            "",
            "The replicas are in this process, with the cores, codecs and stores of nodes; bytes are those of messages,"
                    + " and the",
            "same in each run. The routine exchange of clocks is not counted. 'all' is a replica with an empty disk.",
            "A million keys take some minutes and a gigabyte of disk.",
            "",
            "Examples:",
            "  kvctl bench repair --keys 100000",
            "  kvctl bench repair --differing 1,100,10000 -o json"
        })
final class BenchRepairCommand extends CliCommand {
    private static final List<String> COLUMNS = List.of("differing", "restored", "messages", "bytes", "perRow");

    @Option(names = "--keys", paramLabel = "N", description = "Default: 1000000.")
    private int keys = 1_000_000;

    @Option(names = "--value-bytes", paramLabel = "N", description = "Of each value. Default: 100.")
    private int valueBytes = 100;

    @Option(
            names = "--differing",
            paramLabel = "N",
            split = ",",
            description = "Rows that are lost, one after the other. Default: 1,10,100,1000,10000,100000.")
    private List<Integer> differing = List.of(1, 10, 100, 1_000, 10_000, 100_000);

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where the replicas keep their data. Default: the system's temporary folder.")
    private @Nullable Path data;

    BenchRepairCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException {
        if (keys < 1 || valueBytes < 0 || differing.stream().anyMatch(lost -> lost < 1 || lost > keys)) {
            throw Failure.usage("there are 1 key or more, and 1 to all of them differ", "");
        }
        Path parent = data == null ? Path.of(System.getProperty("java.io.tmpdir")) : data;
        Path folder = Files.createTempDirectory(parent, "kvorum-repair");
        List<Map<String, Object>> rows = new ArrayList<>();
        try {
            cli.console().say("writing " + keys + " keys of " + valueBytes + " bytes to both replicas");
            try (RepairCurve curve = new RepairCurve(keys, valueBytes, folder)) {
                for (int lost : differing) {
                    rows.add(row(Integer.toString(lost), curve.lost(lost)));
                    cli.console().say("mended " + lost);
                }
                rows.add(row("all", curve.all()));
            }
        } finally {
            delete(folder);
        }
        cli.console().show(Shown.list("points", COLUMNS, rows).with(Map.of("keys", keys, "valueBytes", valueBytes)));
        return Exit.OK;
    }

    private static Map<String, Object> row(String name, RepairCurve.Point point) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("differing", name);
        row.put("restored", point.restored());
        row.put("messages", point.messages());
        row.put("bytes", point.bytes());
        row.put("perRow", point.bytes() / point.differing());
        return row;
    }

    private static void delete(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.walk(folder)) {
            paths = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
