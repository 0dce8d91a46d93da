package io.kvorum.cli.command.bench;

import io.kvorum.bench.report.ReportPage;
import io.kvorum.bench.report.Stacks;
import io.kvorum.bench.result.RunFile;
import io.kvorum.bench.result.RunRecord;
import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl bench report}. */
@Command(
        name = "report",
        description = "Make one HTML page with plots of saved runs; it needs no network.",
        footer = {
            "",
            "Examples:",
            "  kvctl bench report before.json after.json --out report.html",
            "  kvctl bench report after.json --stacks node1.collapsed"
        })
final class BenchReportCommand extends CliCommand {
    @Parameters(arity = "0..*", paramLabel = "FILE", description = "Written by 'kvctl bench run --save'.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "report.html",
            description = "The page. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("report.html");

    @Option(
            names = "--stacks",
            split = ",",
            paramLabel = "FILE",
            description = "Collapsed stacks, as async-profiler writes them: drawn as flame graphs.")
    private List<Path> stacks = new ArrayList<>();

    @Option(names = "--title", defaultValue = "Benchmark", description = "Of the page. Default: ${DEFAULT-VALUE}.")
    private String title = "Benchmark";

    BenchReportCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException {
        List<RunRecord> runs = new ArrayList<>();
        for (Path file : files) {
            runs.addAll(read(file).runs());
        }
        List<Stacks> profiles = new ArrayList<>();
        for (Path file : stacks) {
            profiles.add(profile(file));
        }
        if (runs.isEmpty() && profiles.isEmpty()) {
            throw Failure.usage("there is nothing to show", "name files of runs, or --stacks");
        }
        Files.writeString(out, ReportPage.of(title, runs, profiles));
        cli.console().say("runs: " + runs.size() + ", profiles: " + profiles.size() + ", all in " + out);
        return Exit.OK;
    }

    private static Stacks profile(Path file) throws IOException {
        try {
            return Stacks.read(file);
        } catch (NoSuchFileException none) {
            throw Failure.notFound("there is no file " + file, "a profiler writes it, see docs/benchmarking.md");
        } catch (IllegalArgumentException bad) {
            throw Failure.usage(String.valueOf(bad.getMessage()), "--stacks takes collapsed stacks");
        }
    }

    static RunFile read(Path file) throws IOException {
        try {
            return RunFile.read(file);
        } catch (NoSuchFileException | java.io.FileNotFoundException none) {
            throw Failure.notFound("there is no file " + file, "write one with 'kvctl bench run --save " + file + "'");
        }
    }
}
