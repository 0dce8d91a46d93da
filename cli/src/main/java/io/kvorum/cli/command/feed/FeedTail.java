package io.kvorum.cli.command.feed;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.command.data.Words;
import io.kvorum.client.feed.Feed;
import io.kvorum.client.feed.FeedEvent;
import io.kvorum.client.feed.FeedOptions;
import io.kvorum.client.feed.FeedPositions;
import io.kvorum.crdt.codec.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl feed tail}. */
@Command(
        name = "tail",
        description = "Print changes as they come.",
        footer = {
            "",
            "With --positions it goes on where it was when the command is repeated; what was printed and not yet noted",
            "is printed again. The positions are noted after each page that was printed.",
            "",
            "Examples:",
            "  kvctl feed tail orders",
            "  kvctl feed tail orders --prefix eu/ -o jsonl",
            "  kvctl feed tail orders --from beginning --positions orders.pos --idle 2s"
        })
final class FeedTail extends CliCommand {
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Where to begin. */
    enum From {
        NOW,
        BEGINNING
    }

    @Parameters(paramLabel = "BUCKET", description = "The bucket.")
    private String bucket = "";

    @Option(
            names = "--from",
            paramLabel = "now|beginning",
            description = "Where to begin without positions; 'beginning' shows all keys first. Default: now.")
    private From from = From.NOW;

    @Option(names = "--positions", paramLabel = "FILE", description = "Begin at these positions, and note them here.")
    private Optional<Path> positions = Optional.empty();

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Only keys that begin with it.")
    private String prefix = "";

    @Option(names = "--count", paramLabel = "N", description = "End after so many changes.")
    private Optional<Long> count = Optional.empty();

    @Option(names = "--idle", paramLabel = "TIME", description = "End when there was no change for so long.")
    private Optional<Duration> idle = Optional.empty();

    FeedTail(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException, InterruptedException {
        Optional<PositionsFile> file = positions.map(PositionsFile::new);
        FeedPositions start = file.isPresent() ? file.get().read().orElse(FeedPositions.NONE) : FeedPositions.NONE;
        boolean resumes = !start.byPartition().isEmpty();
        FeedOptions options = (from == From.NOW && !resumes ? FeedOptions.fromNow() : FeedOptions.from(start))
                .prefix(Words.bytes(prefix));
        try (Cluster cluster = cli.connect();
                Feed<Bytes, Bytes> feed = cluster.feed(bucket, options)) {
            follow(feed, file);
        }
        return Exit.OK;
    }

    private void follow(Feed<Bytes, Bytes> feed, Optional<PositionsFile> file)
            throws IOException, InterruptedException {
        FeedPrinter printer = new FeedPrinter(cli.console());
        FeedPositions noted = feed.acknowledged();
        long quietSince = System.nanoTime();
        long left = count.orElse(Long.MAX_VALUE);
        while (left > 0 && !isIdle(quietSince)) {
            Optional<FeedEvent<Bytes, Bytes>> event = feed.next(LOOK);
            if (event.isPresent()) {
                if (printer.print(event.get())) {
                    left--;
                    quietSince = System.nanoTime();
                }
                feed.acknowledge(event.get());
            }
            FeedPositions now = feed.acknowledged();
            if (!now.equals(noted)) {
                cli.console().flush();
                if (file.isPresent()) {
                    file.get().write(now);
                }
                noted = now;
            }
        }
        cli.console().flush();
    }

    private boolean isIdle(long quietSince) {
        return idle.map(time -> System.nanoTime() - quietSince >= time.toNanos())
                .orElse(false);
    }
}
