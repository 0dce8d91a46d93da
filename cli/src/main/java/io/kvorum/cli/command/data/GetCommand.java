package io.kvorum.cli.command.data;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Format;
import io.kvorum.cli.output.Json;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.Sibling;
import io.kvorum.client.Siblings;
import io.kvorum.crdt.codec.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kvctl get}. */
@Command(
        name = "get",
        description = "Print the value of a key.",
        footer = {
            "",
            "A key that was written concurrently may have several values: all are printed, with exit code 4. A key",
            "without a value: exit code 3. Keys and values that are no text are written base64:....",
            "",
            "Examples:",
            "  kvctl get greeting",
            "  kvctl get -b users --r one alice -o json",
            "  kvctl get photo -o raw > photo.jpg"
        })
public final class GetCommand extends CliCommand {
    @Mixin
    private BucketOption bucket = new BucketOption();

    @Mixin
    private ReadFlags flags = new ReadFlags();

    @Parameters(paramLabel = "KEY", description = "The key.")
    private String key = "";

    public GetCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        Bytes bytes = Words.bytes(key);
        Siblings<Bytes> found;
        try (Cluster cluster = cli.connect()) {
            found = cluster.read(bucket.name(), bytes, flags.options());
        }
        Map<String, Object> fields = Fields.key(bucket.name(), bytes);
        fields.put("found", !found.isEmpty());
        Fields.putContext(fields, found.context());
        fields.put("receipt", Fields.receipt(found.receipt()));
        return switch (found.versions().size()) {
            case 0 -> absent(fields);
            case 1 -> one(fields, found.versions().get(0));
            default -> several(fields, found);
        };
    }

    private Exit absent(Map<String, Object> fields) {
        if (cli.console().format() == Format.TABLE || cli.console().format() == Format.RAW) {
            throw Failure.notFound("there is no key '" + key + "' in bucket '" + bucket.name() + "'", "");
        }
        cli.console().show(Shown.thing(fields));
        return Exit.NOT_FOUND;
    }

    private Exit one(Map<String, Object> fields, Sibling<Bytes> only) {
        Bytes value = only.value();
        only.expiresAt().ifPresent(time -> fields.put("expiresAt", time.toString()));
        Json.putBytes(fields, "value", value.array());
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("value", Words.text(value));
        cli.console()
                .show(new Shown("", List.of("value"), List.of(row), fields, List.of(), Optional.of(value.array())));
        return Exit.OK;
    }

    private Exit several(Map<String, Object> fields, Siblings<Bytes> found) {
        cli.console()
                .show(Shown.list("siblings", List.of("number", "value", "dot"), Fields.siblings(found.versions()))
                        .with(fields)
                        .note("written concurrently; 'kvctl siblings resolve " + key + "' makes one of them"));
        return Exit.CONFLICT;
    }
}
