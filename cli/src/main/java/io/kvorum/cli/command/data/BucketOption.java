package io.kvorum.cli.command.data;

import picocli.CommandLine.Option;

/** The bucket that a command is about. */
final class BucketOption {
    @Option(
            names = {"-b", "--bucket"},
            paramLabel = "BUCKET",
            defaultValue = "default",
            description = "The bucket. Default: ${DEFAULT-VALUE}.")
    private String bucket = "default";

    String name() {
        return bucket;
    }
}
