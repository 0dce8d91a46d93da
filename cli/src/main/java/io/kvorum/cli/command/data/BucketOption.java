package io.kvorum.cli.command.data;

import picocli.CommandLine.Option;

/** The bucket that a command is about. */
public final class BucketOption {
    @Option(
            names = {"-b", "--bucket"},
            paramLabel = "BUCKET",
            defaultValue = "default",
            description = "The bucket. Default: ${DEFAULT-VALUE}.")
    private String bucket = "default";

    public String name() {
        return bucket;
    }
}
