package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.data.Fields;
import io.kvorum.cli.output.Shown;
import io.kvorum.client.CounterBucket;
import io.kvorum.client.Level;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.Reading;
import io.kvorum.client.WriteOptions;
import io.kvorum.client.Written;
import io.kvorum.crdt.cell.CellType;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl crdt counter}. */
@Command(
        name = "counter",
        description = "Counters: numbers that anybody may increment.",
        footer = {
            "",
            "An increment counts once, however often it is sent. Increments that have not seen each other are all"
                    + " taken,",
            "so nothing keeps a counter above a bound.",
            "",
            "Examples:",
            "  kvctl crdt counter incr -b likes article-1",
            "  kvctl crdt counter incr -b likes article-1 5",
            "  kvctl crdt counter decr -b likes article-1",
            "  kvctl crdt counter get -b likes article-1"
        })
final class CounterCommand {
    private static final Set<CellType> TYPES = EnumSet.of(CellType.COUNTER, CellType.GROW_COUNTER);

    private CounterCommand() {}

    static CommandLine of(Cli cli) {
        return new CommandLine(new CounterCommand())
                .addSubcommand(new Increment(cli))
                .addSubcommand(new Decrement(cli))
                .addSubcommand(new Get(cli));
    }

    abstract static class Change extends TypedWrite {
        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "NUMBER",
                description = "By how much, at least 1. Default: 1.")
        private long number = 1;

        private final int sign;

        Change(Cli cli, int sign) {
            super(cli);
            this.sign = sign;
        }

        @Override
        final Set<CellType> types() {
            return sign > 0 ? TYPES : EnumSet.of(CellType.COUNTER);
        }

        @Override
        final Written write(Cluster cluster, CellType type, WriteOptions options) {
            if (number < 1 || number > CounterBucket.LARGEST_INCREMENT) {
                throw Failure.usage(
                        "NUMBER is " + number + ", and from 1 to " + CounterBucket.LARGEST_INCREMENT
                                + " are allowed; nothing was changed",
                        "");
            }
            return cluster.increment(bucketName(), type, key(), sign * number, options);
        }
    }

    @Command(name = "incr", description = "Increment a counter.")
    static final class Increment extends Change {
        Increment(Cli cli) {
            super(cli, 1);
        }
    }

    @Command(name = "decr", description = "Decrement a counter; not one of type grow-counter.")
    static final class Decrement extends Change {
        Decrement(Cli cli) {
            super(cli, -1);
        }
    }

    @Command(name = "get", description = "Print the value of a counter: 0 if nobody has incremented it.")
    static final class Get extends TypedKey {
        @Option(
                names = "--r",
                paramLabel = "LEVEL",
                description = "Replicas that must answer: a number, one, local_quorum, quorum, each_quorum, all."
                        + " Default: the bucket's.")
        private String level = "";

        Get(Cli cli) {
            super(cli);
        }

        @Override
        Set<CellType> types() {
            return TYPES;
        }

        @Override
        Exit run(Cluster cluster, CellType type) {
            ReadOptions options = level.isEmpty() ? ReadOptions.DEFAULT : ReadOptions.DEFAULT.level(Level.parse(level));
            Reading<Long> found = cluster.counter(bucketName(), type, key(), options);
            Map<String, Object> fields = fields();
            fields.put("type", type.text());
            fields.put("value", found.value());
            fields.put("receipt", Fields.receipt(found.receipt()));
            cli.console().show(Shown.value(found.value(), fields));
            return Exit.OK;
        }
    }
}
