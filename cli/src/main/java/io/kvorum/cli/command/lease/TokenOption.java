package io.kvorum.cli.command.lease;

import picocli.CommandLine.Option;

/** Which grant of a lease is meant. */
final class TokenOption {
    @Option(
            names = "--token",
            required = true,
            paramLabel = "TOKEN",
            description = "The token that 'kvctl lease grant' printed.")
    private long token;

    long value() {
        return token;
    }
}
