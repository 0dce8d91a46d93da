package io.kvorum.cli.command.data;

import io.kvorum.cli.Failure;
import io.kvorum.cli.StrongUpdate;
import io.kvorum.cli.StrongUpdate.Change;
import io.kvorum.cli.StrongUpdate.Condition;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Conditions and changes of keys of one tag. */
public final class UpdateOptions {
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

    /** @param writeId of an earlier attempt whose outcome is unknown */
    public StrongUpdate update(Optional<WriteId> writeId) {
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
}
