package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.command.data.Fields;
import io.kvorum.cli.command.data.WrittenView;
import io.kvorum.cli.output.Json;
import io.kvorum.client.UnfinishedUpdate;
import io.kvorum.client.Written;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl crdt resend}. */
@Command(
        name = "resend",
        description = "Send an update again whose outcome is unknown.",
        footer = {
            "",
            "A command whose update may be in, now or later (exit code 6), prints what to give here. Sent again it has"
                    + " the",
            "effect of one, through whichever node, for five minutes, or as long as the nodes recognise write ids. The"
                    + " same",
            "command as before would be another update: it replaces what others have written since.",
            "",
            "Example:",
            "  kvctl crdt resend AQhwcmVzZW5jZQEFYWxpY2UA..."
        })
final class ResendCommand extends CliCommand {
    @Parameters(index = "0", paramLabel = "UPDATE", description = "As it was printed.")
    private String update = "";

    @Option(names = "--receipt", description = "Show who acknowledged, and the write's id.")
    private boolean receipt;

    ResendCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        UnfinishedUpdate unfinished = parsed();
        try (Cluster cluster = cli.connect()) {
            Written written = cluster.resend(unfinished);
            Map<String, Object> fields =
                    Fields.key(unfinished.bucket(), unfinished.place().key());
            if (!unfinished.place().element().isEmpty()) {
                Json.putBytes(fields, "element", unfinished.place().element().array());
            }
            fields.putAll(Fields.written(unfinished.bucket(), unfinished.place().key(), written));
            WrittenView.show(cli.console(), fields, receipt);
            return Exit.OK;
        }
    }

    private UnfinishedUpdate parsed() {
        try {
            return UnfinishedUpdate.parse(update);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(e.getMessage() + "; nothing was changed", "give what the failed command printed");
        }
    }
}
