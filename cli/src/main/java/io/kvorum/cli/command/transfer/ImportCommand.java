package io.kvorum.cli.command.transfer;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Console;
import io.kvorum.client.Written;
import io.kvorum.crdt.codec.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl import}. */
@Command(
        name = "import",
        description = "Write the pairs of a file, or of standard input, to a bucket.",
        footer = {
            "",
            "A key that is there already is replaced; pairs marked as siblings are written beside. An import of a file",
            "that was broken off goes on where it was when the command is repeated.",
            "",
            "Examples:",
            "  kvctl import users --file users.csv",
            "  kvctl export users | kvctl -c other import users"
        })
public final class ImportCommand extends CliCommand {
    private static final int BATCH = 256;

    @Parameters(paramLabel = "BUCKET", description = "The bucket; it must exist.")
    private String bucket = "";

    @Option(names = "--file", paramLabel = "FILE", description = "Read this file. Default: standard input.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "jsonl or csv. Default: by the file's ending, or jsonl.")
    private String format = "";

    public ImportCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException {
        Optional<Position> position = file.map(path -> new Position(path.toAbsolutePath(), "import-" + bucket));
        long done = position.isPresent() ? position.get().read().done() : 0;
        if (done > 0) {
            cli.console().say("goes on after record " + done);
        }
        long count;
        try (Cluster cluster = cli.connect();
                BufferedReader in = open()) {
            count = new Job(cluster, cli.console(), PairFormat.of(format, file), bucket, position).run(in, done);
        }
        if (position.isPresent()) {
            position.get().clear();
        }
        cli.console().say("imported " + count + " pairs into bucket '" + bucket + "'");
        return Exit.OK;
    }

    private BufferedReader open() throws IOException {
        return file.isPresent()
                ? Files.newBufferedReader(file.get())
                : new BufferedReader(new InputStreamReader(cli.environment().in(), StandardCharsets.UTF_8));
    }

    /** Writes batches; in a batch each key occurs once, so that the order of a key's pairs is kept. */
    private static final class Job {
        private final Cluster cluster;
        private final Console console;
        private final PairFormat format;
        private final String bucket;
        private final Optional<Position> position;
        private final List<Pair> batch = new ArrayList<>();
        private final Set<Bytes> batchKeys = new LinkedHashSet<>();
        private long records;
        private long written;

        Job(Cluster cluster, Console console, PairFormat format, String bucket, Optional<Position> position) {
            this.cluster = cluster;
            this.console = console;
            this.format = format;
            this.bucket = bucket;
            this.position = position;
        }

        long run(BufferedReader in, long skip) throws IOException {
            String record = next(in);
            while (!record.isEmpty()) {
                Optional<Pair> pair = parse(record);
                if (pair.isPresent() && records >= skip) {
                    add(pair.get());
                }
                records++;
                if (batch.size() >= BATCH) {
                    flush();
                }
                record = next(in);
            }
            flush();
            console.clearStatus();
            return written;
        }

        /** The next record with its line end; empty at the end of the file. */
        private String next(BufferedReader in) throws IOException {
            StringBuilder record = new StringBuilder();
            String line = in.readLine();
            while (line != null) {
                record.append(line);
                if (!format.isOpen(record.toString())) {
                    return record.append('\n').toString();
                }
                record.append('\n');
                line = in.readLine();
            }
            return record.toString();
        }

        private Optional<Pair> parse(String record) {
            try {
                return format.parse(record.stripTrailing());
            } catch (IllegalArgumentException e) {
                throw Failure.usage(
                        "record " + (records + 1) + ": " + e.getMessage(),
                        written + " pairs before it were written; correct the file and repeat the command");
            }
        }

        private void add(Pair pair) throws IOException {
            if (batchKeys.contains(pair.key())) {
                flush();
            }
            batch.add(pair);
            batchKeys.add(pair.key());
        }

        private void flush() throws IOException {
            List<CompletionStage<Written>> answers = batch.stream()
                    .map(pair -> pair.sibling()
                            ? cluster.putAsync(bucket, pair.key(), pair.value())
                            : cluster.replaceAsync(bucket, pair.key(), pair.value()))
                    .toList();
            for (CompletionStage<Written> answer : answers) {
                try {
                    answer.toCompletableFuture().join();
                } catch (CompletionException e) {
                    console.say(
                            "stopped after record " + (records - batch.size()) + "; repeat the command to go on there");
                    throw e;
                }
            }
            written += batch.size();
            batch.clear();
            batchKeys.clear();
            if (position.isPresent()) {
                position.get().write(records, 0);
            }
            console.status("  " + written + " pairs");
        }
    }
}
