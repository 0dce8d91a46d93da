package io.kvorum.cli.command.data;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Durations;
import io.kvorum.cli.Exit;
import io.kvorum.cli.StrongUpdate;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.client.Siblings;
import io.kvorum.client.Updated;
import io.kvorum.client.WriteOptions;
import io.kvorum.crdt.codec.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl put}. */
@Command(
        name = "put",
        description = "Write a value.",
        footer = {
            "",
            "Without --context the key is read first and what is found is replaced. With the context of an earlier",
            "answer only what that answer showed is replaced: a value that was written since stays beside the new",
            "one. With --blind nothing is replaced.",
            "",
            "In a strong bucket the value replaces whatever is there; 'kvctl cas' has conditions.",
            "",
            "Examples:",
            "  kvctl put greeting hello",
            "  kvctl put photo --file photo.jpg --w all",
            "  kvctl put session-17 alice --ttl 30m   gone after half an hour",
            "  date | kvctl put now -                 the value from standard input"
        })
public final class PutCommand extends CliCommand {
    @Mixin
    private BucketOption bucket = new BucketOption();

    @Mixin
    private WriteFlags flags = new WriteFlags();

    @Option(names = "--blind", description = "Replace nothing; what is there stays as a sibling.")
    private boolean blind;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "The value expires after this time (500ms, 5s, 2m, 1h, 7d). Default: the bucket's.")
    private Optional<Duration> ttl = Optional.empty();

    @Option(names = "--file", paramLabel = "FILE", description = "Take the value from this file.")
    private Optional<Path> file = Optional.empty();

    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String key = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "The value; -: from standard input.")
    private Optional<String> value = Optional.empty();

    public PutCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() throws IOException {
        Bytes keyBytes = Words.bytes(key);
        Bytes valueBytes = value();
        Map<String, Object> fields;
        try (Cluster cluster = cli.connect()) {
            fields = Kinds.run(
                    () -> eventual(cluster, keyBytes, valueBytes), () -> strong(cluster, keyBytes, valueBytes));
        }
        WrittenView.show(cli.console(), fields, flags.receipt());
        return Exit.OK;
    }

    private Map<String, Object> eventual(Cluster cluster, Bytes keyBytes, Bytes valueBytes) {
        WriteOptions options = flags.options();
        if (ttl.isPresent()) {
            options = options.ttl(ttl.get());
        }
        if (options.context().isEmpty() && !blind) {
            Siblings<Bytes> seen = cluster.read(bucket.name(), keyBytes, new ReadFlags().options());
            options = options.context(seen.context());
        }
        return Fields.written(bucket.name(), keyBytes, cluster.put(bucket.name(), keyBytes, valueBytes, options));
    }

    private Map<String, Object> strong(Cluster cluster, Bytes keyBytes, Bytes valueBytes) {
        Kinds.refuse(blind, "--blind", "there are no siblings");
        Kinds.refuse(ttl.isPresent(), "--ttl", "nothing expires there");
        Updated updated = cluster.update(bucket.name(), StrongUpdate.put(keyBytes, valueBytes, flags.writeIdOnly()));
        return Fields.updated(bucket.name(), updated);
    }

    private Bytes value() throws IOException {
        if (value.isPresent() == file.isPresent()) {
            throw io.kvorum.cli.Failure.usage(
                    "either a value or --file must be given", "kvctl put KEY VALUE, or kvctl put KEY --file FILE");
        }
        if (file.isPresent()) {
            return Bytes.of(Files.readAllBytes(file.get()));
        }
        String word = value.orElseThrow();
        return word.equals("-") ? Bytes.of(cli.environment().in().readAllBytes()) : Words.bytes(word);
    }
}
