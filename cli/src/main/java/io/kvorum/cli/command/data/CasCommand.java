package io.kvorum.cli.command.data;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.StrongUpdate;
import io.kvorum.cli.StrongUpdate.Change;
import io.kvorum.cli.StrongUpdate.Condition;
import io.kvorum.cli.WriteIds;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Json;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.client.Updated;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kvctl cas}. */
@Command(
        name = "cas",
        description = "Change keys of a strong bucket if all conditions hold: all changes as one version, or none.",
        footer = {
            "",
            "Several keys must share a tag: what stands between the first { and the next } of a key. Each option may"
                    + " be",
            "given several times. If a condition does not hold nothing is changed: what is there is printed, with exit",
            "code 4. If the outcome is unknown (exit code 6) repeat the same command with the --write-id that is"
                    + " named:",
            "it takes effect once, and what became of the first attempt is told.",
            "A key ends at the first =; one that contains = is written base64:..., without padding.",
            "",
            "Examples:",
            "  kvctl cas -b accounts --if-absent alice --put alice=100",
            "  kvctl cas -b accounts --if-version alice=1 --put alice=90",
            "  kvctl cas -b orders --if-value '{o-17}state=new' --put '{o-17}state=paid' --put '{o-17}receipt=4711'"
        })
public final class CasCommand extends CliCommand {
    @Mixin
    private BucketOption bucket = new BucketOption();

    @Option(names = "--if-absent", paramLabel = "KEY", description = "The key must be absent.")
    private List<String> absent = new ArrayList<>();

    @Option(names = "--if-present", paramLabel = "KEY", description = "The key must be there.")
    private List<String> present = new ArrayList<>();

    @Option(names = "--if-version", paramLabel = "KEY=VERSION", description = "The key must have this version.")
    private List<String> versions = new ArrayList<>();

    @Option(names = "--if-value", paramLabel = "KEY=VALUE", description = "The key must have this value.")
    private List<String> values = new ArrayList<>();

    @Option(names = "--put", paramLabel = "KEY=VALUE", description = "Write a value.")
    private List<String> puts = new ArrayList<>();

    @Option(names = "--del", paramLabel = "KEY", description = "Delete a key.")
    private List<String> deletes = new ArrayList<>();

    @Option(
            names = "--write-id",
            paramLabel = "ID",
            converter = WriteIds.class,
            description = "The name of an update whose outcome is unknown, to repeat it.")
    private Optional<WriteId> writeId = Optional.empty();

    @Option(names = "--receipt", description = "Show the version, the write's id, and who acknowledged.")
    private boolean receipt;

    public CasCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        StrongUpdate update = update();
        try (Cluster cluster = cli.connect()) {
            Updated updated = cluster.update(bucket.name(), update);
            WrittenView.show(cli.console(), Fields.updated(bucket.name(), updated), receipt);
            return Exit.OK;
        } catch (PreconditionFailed e) {
            List<Map<String, Object>> rows =
                    e.current().stream().map(CasCommand::row).toList();
            cli.console()
                    .show(Shown.list("current", List.of("key", "version", "value"), rows)
                            .note("a condition did not hold; nothing was changed"));
            return Exit.CONFLICT;
        }
    }

    private StrongUpdate update() {
        List<Condition> conditions = new ArrayList<>();
        absent.forEach(key -> conditions.add(new Condition.Absent(Words.bytes(key))));
        present.forEach(key -> conditions.add(new Condition.Present(Words.bytes(key))));
        versions.forEach(word -> conditions.add(new Condition.AtVersion(key(word, "--if-version"), version(word))));
        values.forEach(
                word -> conditions.add(new Condition.WithValue(key(word, "--if-value"), Words.bytes(after(word)))));
        List<Change> changes = new ArrayList<>();
        puts.forEach(word -> changes.add(new Change(key(word, "--put"), Optional.of(Words.bytes(after(word))))));
        deletes.forEach(key -> changes.add(new Change(Words.bytes(key), Optional.empty())));
        if (changes.isEmpty()) {
            throw Failure.usage("nothing is to be changed", "give at least one --put KEY=VALUE or --del KEY");
        }
        return new StrongUpdate(conditions, changes, writeId);
    }

    private static Bytes key(String word, String option) {
        int equals = word.indexOf('=');
        if (equals < 1) {
            throw Failure.usage("'" + word + "' has no = after the key", option + " KEY=...");
        }
        return Words.bytes(word.substring(0, equals));
    }

    private static String after(String word) {
        return word.substring(word.indexOf('=') + 1);
    }

    private static long version(String word) {
        try {
            long version = Long.parseLong(after(word));
            if (version > 0) {
                return version;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw Failure.usage(
                "'" + after(word) + "' is no version: a number from 1", "'kvctl get KEY -o json' shows the version");
    }

    private static Map<String, Object> row(PreconditionFailed.Current current) {
        Map<String, Object> row = new LinkedHashMap<>();
        Json.putBytes(row, "key", current.key().array());
        row.put("version", current.version());
        current.value().ifPresent(value -> Json.putBytes(row, "value", value.array()));
        return row;
    }
}
