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
import io.kvorum.client.Versioned;
import io.kvorum.crdt.codec.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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
            "A key of a strong bucket has one value and a version (-o json shows it); it is read from a majority.",
            "With --r one it is what one replica has, which may be stale, or never be decided.",
            "",
            "Examples:",
            "  kvctl get greeting",
            "  kvctl get -b users --r one alice -o json",
            "  kvctl get photo -o raw > photo.jpg",
            "  kvctl get -b orders --range '{o-17}'     all keys of a tag, at one instant"
        })
public final class GetCommand extends CliCommand {
    @Mixin
    private BucketOption bucket = new BucketOption();

    @Mixin
    private ReadFlags flags = new ReadFlags();

    @Option(names = "--linearizable", description = "Fail if the bucket is not strong.")
    private boolean linearizable;

    @Option(
            names = "--range",
            description = "All keys of a strong bucket that begin with KEY, which contains their {tag}.")
    private boolean range;

    @Parameters(paramLabel = "KEY", description = "The key.")
    private String key = "";

    public GetCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        Bytes bytes = Words.bytes(key);
        try (Cluster cluster = cli.connect()) {
            if (range) {
                return tag(cluster.readTag(bucket.name(), bytes));
            }
            return linearizable
                    ? strong(cluster, bytes)
                    : Kinds.run(
                            () -> eventual(bytes, cluster.read(bucket.name(), bytes, flags.options())),
                            () -> strong(cluster, bytes));
        }
    }

    private Exit strong(Cluster cluster, Bytes bytes) {
        boolean possiblyStale = flags.possiblyStale();
        if (possiblyStale && linearizable) {
            throw Failure.usage("--linearizable and --r one exclude each other", "");
        }
        Optional<Versioned<Bytes>> found = cluster.readStrong(bucket.name(), bytes, possiblyStale);
        if (possiblyStale) {
            cli.console().say("of one replica: it may be stale, or never be decided");
        }
        if (found.isEmpty()) {
            Map<String, Object> fields = Fields.key(bucket.name(), bytes);
            fields.put("found", false);
            return absent(fields);
        }
        return value(
                Fields.versioned(bucket.name(), bytes, found.get()), found.get().value());
    }

    private Exit tag(Map<Bytes, Versioned<Bytes>> found) {
        List<Map<String, Object>> rows = new ArrayList<>();
        found.forEach((name, versioned) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            Json.putBytes(row, "key", name.array());
            row.put("version", versioned.version());
            Json.putBytes(row, "value", versioned.value().array());
            rows.add(row);
        });
        cli.console().show(Shown.list("keys", List.of("key", "version", "value"), rows));
        return Exit.OK;
    }

    private Exit eventual(Bytes bytes, Siblings<Bytes> found) {
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
        return value(fields, value);
    }

    private Exit value(Map<String, Object> fields, Bytes value) {
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
