package io.kvorum.cli.command.escrow;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.integrity.escrow.Escrow;
import io.kvorum.integrity.escrow.Transfer;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl crdt escrow transfer}. */
@Command(
        name = "transfer",
        description = "Move rights from one region to another one.",
        footer = {
            "",
            "They leave before they arrive. If the other region cannot be reached they are on their way, and nobody can"
                    + " spend them,",
            "until somebody carries on: 'kvctl crdt escrow carry-on', 'balance', or any service that uses the escrow.",
            "",
            "Examples:",
            "  kvctl crdt escrow transfer -b vouchers spring 100 --from eu --to us --id move-17"
        })
final class EscrowTransfer extends EscrowOperation {
    @Parameters(index = "1", paramLabel = "AMOUNT", description = "How many, at least 1.")
    private long amount;

    @Option(names = "--from", required = true, paramLabel = "REGION", description = "The region that they leave.")
    private String from = "";

    @Option(names = "--to", required = true, paramLabel = "REGION", description = "The region that gets them.")
    private String to = "";

    @Mixin
    private IdOption id = new IdOption();

    EscrowTransfer(Cli cli) {
        super(cli);
    }

    @Override
    String ifUnknown() {
        return id.next().orElseGet(this::showNext);
    }

    @Override
    Exit run(Escrow escrow) {
        Transfer transfer = escrow.transfer(key(), from, to, amount, id.options());
        cli.console().show(TransfersView.of(List.of(transfer), fields()));
        return Exit.OK;
    }
}
