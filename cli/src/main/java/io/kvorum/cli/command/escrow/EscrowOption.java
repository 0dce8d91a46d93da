package io.kvorum.cli.command.escrow;

import picocli.CommandLine.Option;

/** The escrow that a command is about. */
final class EscrowOption {
    @Option(
            names = {"-b", "--escrow"},
            required = true,
            paramLabel = "ESCROW",
            description = "The escrow. In region eu its bucket is ESCROW-eu.")
    private String escrow = "";

    String name() {
        return escrow;
    }
}
