package io.kvorum.cli.command.data;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.cli.output.Shown;
import io.kvorum.crdt.codec.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kvctl exists}. */
@Command(
        name = "exists",
        description = "Tell whether a key has a value: exit code 0 if so, 3 if not.",
        footer = {"", "Example:", "  kvctl exists greeting && echo there"})
public final class ExistsCommand extends CliCommand {
    @Mixin
    private BucketOption bucket = new BucketOption();

    @Mixin
    private ReadFlags flags = new ReadFlags();

    @Parameters(paramLabel = "KEY", description = "The key.")
    private String key = "";

    public ExistsCommand(Cli cli) {
        super(cli);
    }

    @Override
    protected Exit run() {
        Bytes bytes = Words.bytes(key);
        boolean found;
        try (Cluster cluster = cli.connect()) {
            found = Kinds.run(
                    () -> !cluster.read(bucket.name(), bytes, flags.options()).isEmpty(),
                    () -> cluster.readStrong(bucket.name(), bytes, flags.possiblyStale())
                            .isPresent());
        }
        Map<String, Object> fields = Fields.key(bucket.name(), bytes);
        fields.put("found", found);
        String line = found + "\n";
        cli.console().show(Shown.thing(fields).raw(line.getBytes(StandardCharsets.UTF_8)));
        return found ? Exit.OK : Exit.NOT_FOUND;
    }
}
