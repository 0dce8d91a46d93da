package io.kvorum.cli.command.data;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.Siblings;
import io.kvorum.client.Written;
import io.kvorum.crdt.codec.Bytes;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl siblings}. */
@Command(
        name = "siblings",
        description = "Look at values that were written concurrently, and make one of them.",
        footer = {
            "",
            "Examples:",
            "  kvctl siblings show cart",
            "  kvctl siblings resolve cart --pick 2",
            "  kvctl siblings resolve cart --value '{\"items\": 3}'"
        })
public final class SiblingsCommand {
    /** The command with those below it. */
    public static CommandLine of(Cli cli) {
        return new CommandLine(new SiblingsCommand())
                .addSubcommand(new Show(cli))
                .addSubcommand(new Resolve(cli));
    }

    @Command(name = "show", description = "Print all values of a key, with the write that made each.")
    static final class Show extends CliCommand {
        @Mixin
        private BucketOption bucket = new BucketOption();

        @Mixin
        private ReadFlags flags = new ReadFlags();

        @Parameters(paramLabel = "KEY", description = "The key.")
        private String key = "";

        Show(Cli cli) {
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
            Fields.putContext(fields, found.context());
            fields.put("receipt", Fields.receipt(found.receipt()));
            cli.console()
                    .show(Shown.list(
                                    "siblings",
                                    java.util.List.of("number", "value", "dot", "writeId"),
                                    Fields.siblings(found.versions()))
                            .with(fields));
            return found.isEmpty() ? Exit.NOT_FOUND : Exit.OK;
        }
    }

    /** Which value is to stay. */
    static final class Choice {
        @Option(names = "--pick", paramLabel = "N", description = "The one with this number in 'siblings show'.")
        private Optional<Integer> pick = Optional.empty();

        @Option(names = "--value", paramLabel = "VALUE", description = "A new one.")
        private Optional<String> value = Optional.empty();
    }

    @Command(name = "resolve", description = "Replace all values of a key by one.")
    static final class Resolve extends CliCommand {
        @Mixin
        private BucketOption bucket = new BucketOption();

        @Mixin
        private WriteFlags flags = new WriteFlags();

        @ArgGroup
        private Choice choice = new Choice();

        @Parameters(paramLabel = "KEY", description = "The key.")
        private String key = "";

        Resolve(Cli cli) {
            super(cli);
        }

        @Override
        protected Exit run() {
            if (choice.pick.isEmpty() && choice.value.isEmpty()) {
                throw Failure.usage("it is not said which value is to stay", "give --pick N or --value VALUE");
            }
            Bytes bytes = Words.bytes(key);
            Written written;
            try (Cluster cluster = cli.connect()) {
                Siblings<Bytes> found = cluster.read(bucket.name(), bytes, ReadOptions.DEFAULT);
                if (found.isEmpty()) {
                    throw Failure.notFound("there is no key '" + key + "' in bucket '" + bucket.name() + "'", "");
                }
                Bytes chosen = choice.value.map(Words::bytes).orElseGet(() -> picked(found));
                written = cluster.put(
                        bucket.name(), bytes, chosen, flags.options().context(found.context()));
            }
            WrittenView.show(cli.console(), Fields.written(bucket.name(), bytes, written), flags.receipt());
            return Exit.OK;
        }

        private Bytes picked(Siblings<Bytes> found) {
            int number = choice.pick.orElseThrow();
            if (number < 1 || number > found.versions().size()) {
                throw Failure.usage(
                        "there is no value number " + number + ": the key has "
                                + found.versions().size(),
                        "'kvctl siblings show " + key + "' numbers them");
            }
            return found.values().get(number - 1);
        }
    }
}
