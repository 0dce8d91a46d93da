package io.kvorum.cli.command.bench;

import io.kvorum.bench.report.ReportPage;
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
        footer = {"", "Example:", "  kvctl bench report before.json after.json --out report.html"})
final class BenchReportCommand extends CliCommand {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Written by 'kvctl bench run --save'.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "report.html",
            description = "The page. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("report.html");

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
        Files.writeString(out, ReportPage.of(title, runs));
        cli.console().say(runs.size() + " runs are in " + out);
        return Exit.OK;
    }

    static RunFile read(Path file) throws IOException {
        try {
            return RunFile.read(file);
        } catch (NoSuchFileException | java.io.FileNotFoundException none) {
            throw Failure.notFound("there is no file " + file, "write one with 'kvctl bench run --save " + file + "'");
        }
    }
}
