package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.command.data.BucketOption;
import io.kvorum.cli.command.data.Fields;
import io.kvorum.cli.command.data.Words;
import io.kvorum.cli.output.Json;
import io.kvorum.client.TypedBucket;
import io.kvorum.client.cluster.ClusterTopology.BucketInfo;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What the commands about one key of a typed bucket share. */
abstract class TypedKey extends CliCommand {
    @Mixin
    private BucketOption bucket = new BucketOption();

    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String name = "";

    TypedKey(Cli cli) {
        super(cli);
    }

    /** The types that it is for. */
    abstract Set<CellType> types();

    abstract Exit run(Cluster cluster, CellType type);

    @Override
    protected final Exit run() {
        try (Cluster cluster = cli.connect()) {
            return run(cluster, typeOf(cluster));
        }
    }

    private CellType typeOf(Cluster cluster) {
        BucketInfo info = cluster.topology()
                .bucket(bucket.name())
                .orElseThrow(() -> Failure.notFound(
                        "there is no bucket '" + bucket.name() + "'", "'kvctl bucket ls' shows the buckets"));
        return info.type()
                .filter(types()::contains)
                .filter(type -> !info.isStrong())
                .orElseThrow(() -> Failure.usage(
                        "bucket '" + bucket.name() + "' is "
                                + (info.isStrong()
                                        ? "strong"
                                        : "of type " + info.properties().get("type"))
                                + ", and this command is for type "
                                + types().stream().map(CellType::text).collect(Collectors.joining(", ")),
                        "'kvctl bucket create BUCKET --type TYPE' makes one"));
    }

    final String bucketName() {
        return bucket.name();
    }

    final String keyName() {
        return name;
    }

    final Bytes key() {
        return Words.bytes(name);
    }

    /** The element that is meant; empty: the key itself. */
    Bytes element() {
        return Bytes.EMPTY;
    }

    final TypedBucket.Place place() {
        return new TypedBucket.Place(key(), element());
    }

    /** What every answer about the key begins with. */
    final Map<String, Object> fields() {
        Map<String, Object> fields = Fields.key(bucket.name(), key());
        if (!element().isEmpty()) {
            Json.putBytes(fields, "element", element().array());
        }
        return fields;
    }
}
