package io.kvorum.cli.command.data;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.client.Siblings;
import io.kvorum.client.Written;
import io.kvorum.crdt.codec.Bytes;
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
            "Examples:",
            "  kvctl explain get greeting           reads it, and shows the replicas",
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
                Siblings<Bytes> found = cluster.read(bucket.name(), bytes, flags.options());
                Map<String, Object> fields = Fields.key(bucket.name(), bytes);
                fields.put("receipt", Fields.receipt(found.receipt()));
                fields.put("values", Fields.siblings(found.versions()));
                Fields.putContext(fields, found.context());
                ExplanationView.show(cli.console(), cluster.topology(), cluster.explain(bucket.name(), bytes), fields);
            }
            return Exit.OK;
        }
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
            try (Cluster cluster = cli.connect()) {
                Map<String, Object> fields = Fields.key(bucket.name(), bytes);
                if (value.isPresent()) {
                    Written written = cluster.put(bucket.name(), bytes, Words.bytes(value.get()), flags.options());
                    fields.putAll(Fields.written(bucket.name(), bytes, written));
                } else {
                    cli.console().say("nothing is written: no value was given");
                }
                ExplanationView.show(cli.console(), cluster.topology(), cluster.explain(bucket.name(), bytes), fields);
            }
            return Exit.OK;
        }
    }
}
