package io.kvorum.cli.command.feed;

import io.kvorum.cli.Cli;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code kvctl feed}. */
@Command(
        name = "feed",
        description = "Follow the changes of a bucket.",
        footer = {
            "",
            "A feed tells the latest state of a key after each change, at least once and in order for each key."
                    + " Positions",
            "hold at every node. A consumer that was away for longer than the bucket's feed-retention, and 5 minutes"
                    + " at",
            "least, gets all keys first. Of a strong bucket, created with --feed, it tells the versions of each key or"
                    + " tag.",
            "",
            "Examples:",
            "  kvctl feed tail orders",
            "  kvctl feed tail orders --from beginning --positions orders.pos -o jsonl",
            "  kvctl feed positions orders > now.pos && kvctl feed tail orders --positions now.pos"
        })
public final class FeedCommand {
    private FeedCommand() {}

    /** The command with those below it. */
    public static CommandLine of(Cli cli) {
        return new CommandLine(new FeedCommand())
                .addSubcommand(new FeedTail(cli))
                .addSubcommand(new FeedPositionsCommand(cli));
    }
}
