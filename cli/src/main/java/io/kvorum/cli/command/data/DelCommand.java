package io.kvorum.cli.command.data;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.StrongUpdate;
import io.kvorum.cli.WriteIds;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.client.Deleted;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.Updated;
import io.kvorum.crdt.codec.Bytes;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kvctl del}. */
@Command(
        name = "del",
        description = "Delete a key.",
        footer = {
            "",
            "Without --context the key is read first and what is found is deleted. With it only what that answer"
                    + " showed.",
            "Exit code 3 if there was nothing to delete.",
            "",
            "Example:",
            "  kvctl del greeting"
        })
public final class DelCommand extends CliCommand {
    @Mixin
    private BucketOption bucket = new BucketOption();

    @Mixin
    private WriteFlags flags = new WriteFlags();

    @Parameters(paramLabel = "KEY", description = "The key.")
    private String key = "";

    public DelCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        Bytes bytes = Words.bytes(key);
        Map<String, Object> fields;
        try (Cluster cluster = cli.connect()) {
            fields = Kinds.run(
                    () -> eventual(bytes, cluster.delete(bucket.name(), bytes, flags.options())),
                    () -> strong(cluster, bytes));
        }
        WrittenView.show(cli.console(), fields, flags.receipt());
        return Exit.OK;
    }

    private Failure nothingThere() {
        return Failure.notFound("there is no key '" + key + "' in bucket '" + bucket.name() + "'", "");
    }

    private Map<String, Object> strong(Cluster cluster, Bytes bytes) {
        try {
            Updated updated = cluster.update(bucket.name(), StrongUpdate.delete(bytes, flags.writeIdOnly()));
            return Fields.updated(bucket.name(), updated);
        } catch (PreconditionFailed e) {
            throw nothingThere();
        }
    }

    private Map<String, Object> eventual(Bytes bytes, Deleted deleted) {
        if (!deleted.found()) {
            throw nothingThere();
        }
        Map<String, Object> fields = Fields.key(bucket.name(), bytes);
        Fields.putContext(fields, deleted.context());
        deleted.writeId().ifPresent(id -> fields.put("writeId", WriteIds.text(id)));
        fields.put("receipt", Fields.receipt(deleted.receipt()));
        return fields;
    }
}
