package io.kvorum.cli.command.data;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.StrongUpdate;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.client.Siblings;
import io.kvorum.client.Updated;
import io.kvorum.client.Written;
import io.kvorum.client.cluster.RegisterExplanation;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.WriteId;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kvctl explain}. */
@Command(
        name = "explain",
        description = "Show what each replica of a key holds, and who answers.",
        footer = {
            "",
            "Shows the partition, its replicas and, of each: the live versions with their dots, what its row knows",
            "beyond the partition's clock, and the clock. A dot is (node.incarnation:counter): one write.",
            "",
            "Of a strong bucket it shows whether each replica votes, the ballots that it has promised and accepted,",
            "what it holds, and the updates that it remembers; and whether the value is decided. Nothing is read or",
            "changed by 'explain get' there. A ballot is epoch.counter.coordinator: one round.",
            "",
            "Examples:",
            "  kvctl explain get greeting           reads it, and shows the replicas",
            "  kvctl explain get -b accounts alice  is it decided, and where?",
            "  kvctl explain put greeting           shows where a write would go; writes nothing",
            "  kvctl explain put greeting hi        writes, and shows who acknowledged"
        })
public final class ExplainCommand {
    /** The command with those below it. */
    public static CommandLine of(Cli cli) {
        return new CommandLine(new ExplainCommand()).addSubcommand(new Get(cli)).addSubcommand(new Put(cli));
    }

    @Command(name = "get", description = "Read a key, and show what each replica holds.")
    static final class Get extends CliCommand {
        @Mixin
        private BucketOption bucket = new BucketOption();

        @Mixin
        private ReadFlags flags = new ReadFlags();

        @Parameters(paramLabel = "KEY", description = "The key.")
        private String key = "";

        Get(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() {
            Bytes bytes = Words.bytes(key);
            try (Cluster cluster = cli.connect()) {
                return Kinds.run(() -> eventual(cluster, bytes), () -> strong(cluster, bytes));
            }
        }

        private Exit eventual(Cluster cluster, Bytes bytes) {
            Siblings<Bytes> found = cluster.read(bucket.name(), bytes, flags.options());
            Map<String, Object> fields = Fields.key(bucket.name(), bytes);
            fields.put("receipt", Fields.receipt(found.receipt()));
            fields.put("values", Fields.siblings(found.versions()));
            Fields.putContext(fields, found.context());
            ExplanationView.show(cli.console(), cluster.topology(), cluster.explain(bucket.name(), bytes), fields);
            return Exit.OK;
        }

        private Exit strong(Cluster cluster, Bytes bytes) {
            flags.refuseForStrong("nothing is read, only shown: a read could decide what is under way");
            return explainStrong(cli, cluster, bucket.name(), bytes, Fields.key(bucket.name(), bytes));
        }
    }

    private static Exit explainStrong(Cli cli, Cluster cluster, String bucket, Bytes key, Map<String, Object> fields) {
        RegisterExplanation explanation = cluster.explainStrong(bucket, key);
        new RegisterExplanationView(cluster.topology(), explanation).show(cli.console(), fields);
        return Exit.OK;
    }

    @Command(name = "put", description = "Write a key if a value is given, and show what each replica holds.")
    static final class Put extends CliCommand {
        @Mixin
        private BucketOption bucket = new BucketOption();

        @Mixin
        private WriteFlags flags = new WriteFlags();

        @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
        private String key = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "Write this. Default: nothing.")
        private Optional<String> value = Optional.empty();

        Put(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() {
            Bytes bytes = Words.bytes(key);
            if (value.isEmpty()) {
                cli.console().say("nothing is written: no value was given");
            }
            try (Cluster cluster = cli.connect()) {
                return Kinds.run(() -> eventual(cluster, bytes), () -> strong(cluster, bytes));
            }
        }

        private Exit eventual(Cluster cluster, Bytes bytes) {
            Map<String, Object> fields = Fields.key(bucket.name(), bytes);
            if (value.isPresent()) {
                Written written = cluster.put(bucket.name(), bytes, Words.bytes(value.get()), flags.options());
                fields.putAll(Fields.written(bucket.name(), bytes, written));
            }
            ExplanationView.show(cli.console(), cluster.topology(), cluster.explain(bucket.name(), bytes), fields);
            return Exit.OK;
        }

        private Exit strong(Cluster cluster, Bytes bytes) {
            Map<String, Object> fields = Fields.key(bucket.name(), bytes);
            if (value.isPresent()) {
                Optional<WriteId> writeId = flags.writeIdOnly();
                Updated updated =
                        cluster.update(bucket.name(), StrongUpdate.put(bytes, Words.bytes(value.get()), writeId));
                fields.putAll(Fields.updated(bucket.name(), updated));
            }
            return explainStrong(cli, cluster, bucket.name(), bytes, fields);
        }
    }
}
