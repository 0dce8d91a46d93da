package io.kvorum.cli.command.escrow;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.cli.output.Shown;
import io.kvorum.integrity.escrow.Escrow;
import io.kvorum.integrity.escrow.RequestOptions;
import io.kvorum.integrity.escrow.Rights;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands that change the rights of one region share. They print what is left there. */
abstract class RightsChange extends EscrowOperation {
    @Parameters(index = "1", arity = "0..1", paramLabel = "AMOUNT", description = "How many, at least 1. Default: 1.")
    private long amount = 1;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "The region whose rights are meant. Needed if there is more than one.")
    private Optional<String> region = Optional.empty();

    @Mixin
    private IdOption id = new IdOption();

    RightsChange(Cli cli) {
        super(cli);
    }

    abstract Rights change(Escrow escrow, long howMany, RequestOptions request);

    @Override
    final Optional<String> home() {
        return region;
    }

    @Override
    final boolean needsHome() {
        return true;
    }

    @Override
    final String ifUnknown() {
        return id.next().orElseGet(this::showNext);
    }

    @Override
    final Exit run(Escrow escrow) {
        Rights rights = change(escrow, amount, id.options());
        Map<String, Object> fields = fields();
        fields.put("region", rights.region());
        fields.put("amount", amount);
        fields.put("left", rights.left());
        fields.put("repeated", rights.repeated());
        Shown shown = Shown.value(rights.left(), fields);
        cli.console().show(rights.repeated() ? shown.note("it was done before, and not again") : shown);
        return Exit.OK;
    }
}
