package io.kvorum.cli.command.transfer;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.ProgressBar;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl export}. */
@Command(
        name = "export",
        description = "Write all pairs of a bucket to a file or to standard output.",
        footer = {
            "",
            "Each key is read at the bucket's level; it is no snapshot of the whole. Values that were written",
            "concurrently follow each other, the later ones marked as siblings. An export to a file that was broken",
            "off goes on where it was when the command is repeated.",
            "",
            "Examples:",
            "  kvctl export users --file users.jsonl",
            "  kvctl export users --format csv | head"
        })
public final class ExportCommand extends CliCommand {
    @Parameters(paramLabel = "BUCKET", description = "The bucket.")
    private String bucket = "";

    @Option(names = "--file", paramLabel = "FILE", description = "Write to this file. Default: standard output.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "jsonl or csv. Default: by the file's ending, or jsonl.")
    private String format = "";

    public ExportCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException {
        PairFormat pairs = PairFormat.of(format, file);
        try (Cluster cluster = cli.connect()) {
            BucketReader reader = new BucketReader(cluster, bucket);
            long count = file.isPresent() ? toFile(reader, pairs, file.get()) : toOutput(reader, pairs);
            cli.console().say("exported " + count + " pairs of bucket '" + bucket + "'");
        }
        return Exit.OK;
    }

    private long toOutput(BucketReader reader, PairFormat format) {
        if (!format.header().isEmpty()) {
            cli.console().data(format.header());
        }
        long count = 0;
        for (int slot = 0; slot < reader.partitions(); slot++) {
            List<Pair> pairs = reader.read(slot);
            pairs.forEach(pair -> cli.console().data(format.line(pair)));
            count += pairs.size();
        }
        cli.console().flush();
        return count;
    }

    private long toFile(BucketReader reader, PairFormat format, Path path) throws IOException {
        Position position = new Position(path.toAbsolutePath(), "export-" + bucket);
        Position.State state = position.read();
        ProgressBar bar = new ProgressBar(cli.console(), "partitions", reader.partitions());
        long count = 0;
        try (FileChannel out = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // What was written after the position was saved may be half a line.
            out.truncate(state.bytes());
            out.position(state.bytes());
            if (state.done() > 0) {
                cli.console().say("goes on at partition " + state.done());
            } else if (!format.header().isEmpty()) {
                write(out, format.header() + "\n");
            }
            for (int slot = (int) state.done(); slot < reader.partitions(); slot++) {
                StringBuilder lines = new StringBuilder();
                for (Pair pair : reader.read(slot)) {
                    lines.append(format.line(pair)).append('\n');
                    count++;
                }
                write(out, lines.toString());
                out.force(false);
                position.write(slot + 1, out.position());
                bar.at(slot + 1);
            }
        } finally {
            bar.end();
        }
        position.clear();
        return count;
    }

    private static void write(FileChannel out, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
