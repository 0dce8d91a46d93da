package io.kvorum.cli.command.data;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Json;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.KvorumException;
import io.kvorum.client.MultiGet;
import io.kvorum.client.Value;
import io.kvorum.crdt.codec.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kvctl mget}. */
@Command(
        name = "mget",
        description = "Print the values of many keys. Each is read by itself: no snapshot.",
        footer = {
            "",
            "Exit code 3 if one of them has no value.",
            "",
            "Example:",
            "  kvctl mget alice bob carol -o jsonl"
        })
public final class MgetCommand extends CliCommand {
    @Mixin
    private BucketOption bucket = new BucketOption();

    @Mixin
    private ReadFlags flags = new ReadFlags();

    @Parameters(paramLabel = "KEY", arity = "1..*", description = "The keys.")
    private List<String> keys = List.of();

    public MgetCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        List<Bytes> wanted = keys.stream().map(Words::bytes).toList();
        MultiGet<Bytes, Bytes> got;
        try (Cluster cluster = cli.connect()) {
            got = cluster.readMany(bucket.name(), wanted, flags.options());
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        got.values().forEach((key, value) -> rows.add(row(key, value)));
        got.failures().forEach((key, failure) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            Json.putBytes(row, "key", key.array());
            row.put("error", failure.code().name().replaceFirst("^ERROR_CODE_", ""));
            row.put("message", String.valueOf(failure.getMessage()));
            rows.add(row);
        });
        cli.console()
                .show(Shown.list("values", List.of("key", "value", "error"), rows)
                        .with(Map.of("bucket", bucket.name())));
        for (KvorumException failure : got.failures().values()) {
            throw failure;
        }
        boolean all = got.values().values().stream().allMatch(Value::isPresent);
        return all ? Exit.OK : Exit.NOT_FOUND;
    }

    private static Map<String, Object> row(Bytes key, Value<Bytes> value) {
        Map<String, Object> row = new LinkedHashMap<>();
        Json.putBytes(row, "key", key.array());
        row.put("found", value.isPresent());
        value.value().ifPresent(bytes -> Json.putBytes(row, "value", bytes.array()));
        Fields.putContext(row, value.context());
        return row;
    }
}
