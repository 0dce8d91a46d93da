package io.kvorum.cli.command.data;

import io.kvorum.client.Context;
import io.kvorum.client.Level;
import io.kvorum.client.ReadOptions;
import picocli.CommandLine.Option;

/** How to read. */
final class ReadFlags {
    @Option(
            names = "--r",
            paramLabel = "LEVEL",
            description =
                    "Replicas that must answer: a number, one, local_quorum, quorum, each_quorum, all. Default: the"
                            + " bucket's.")
    private String level = "";

    @Option(
            names = "--context",
            paramLabel = "TOKEN",
            description = "The answer covers what an earlier answer with this token showed.")
    private String context = "";

    /** For a strong bucket: whatever one replica has. */
    boolean possiblyStale() {
        Kinds.refuse(!context.isEmpty(), "--context", "a majority has decided what is read");
        Kinds.refuse(
                !level.isEmpty() && !level.equals("one"),
                "--r " + level,
                "a majority is read, or one replica with --r one");
        return !level.isEmpty();
    }

    /** For a command that reads nothing of a strong bucket. */
    void refuseForStrong(String why) {
        Kinds.refuse(!context.isEmpty(), "--context", why);
        Kinds.refuse(!level.isEmpty(), "--r", why);
    }

    ReadOptions options() {
        ReadOptions options = ReadOptions.DEFAULT;
        if (!level.isEmpty()) {
            options = options.level(Level.parse(level));
        }
        return context.isEmpty() ? options : options.atLeast(Context.parse(context));
    }
}
