package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Durations;
import io.kvorum.client.TypedBucket;
import io.kvorum.client.WriteOptions;
import io.kvorum.client.Written;
import io.kvorum.crdt.cell.CellType;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that read one key, and replace what they were shown, share. */
abstract class TypedUpdate extends TypedWrite {
    @Mixin
    private ReadBefore before = new ReadBefore();

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "What is written expires after this time (500ms, 5s, 2m, 1h, 7d). Default: the bucket's.")
    private Optional<Duration> ttl = Optional.empty();

    TypedUpdate(Cli cli) {
        super(cli);
    }

    abstract TypedBucket.Change change(CellType type);

    @Override
    final Written write(Cluster cluster, CellType type, WriteOptions options) {
        WriteOptions all = ttl.map(options::ttl).orElse(options);
        return cluster.updateTyped(bucketName(), type, place(), change(type), before.options(), all);
    }
}
