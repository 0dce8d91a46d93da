package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.data.Fields;
import io.kvorum.cli.command.data.WrittenView;
import io.kvorum.client.Level;
import io.kvorum.client.WriteOptions;
import io.kvorum.client.Written;
import io.kvorum.crdt.cell.CellType;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What the commands that write to one key share. */
abstract class TypedWrite extends TypedKey {
    @Option(
            names = "--w",
            paramLabel = "LEVEL",
            description = "Replicas that must have it durably: a number, one, local_quorum, quorum, each_quorum, all."
                    + " Default: the bucket's.")
    private String level = "";

    @Option(
            names = "--sloppy",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Other nodes may stand in for replicas that are away. Default: the bucket's.")
    private Optional<Boolean> sloppy = Optional.empty();

    @Option(names = "--receipt", description = "Show who acknowledged, and the write's id.")
    private boolean receipt;

    TypedWrite(Cli cli) {
        super(cli);
    }

    abstract Written write(Cluster cluster, CellType type, WriteOptions options);

    @Override
    final Exit run(Cluster cluster, CellType type) {
        WriteOptions options = WriteOptions.DEFAULT;
        if (!level.isEmpty()) {
            options = options.level(Level.parse(level));
        }
        if (sloppy.isPresent()) {
            options = options.sloppy(sloppy.get());
        }
        Written written = write(cluster, type, options);
        Map<String, Object> fields = fields();
        fields.putAll(Fields.written(bucketName(), key(), written));
        WrittenView.show(cli.console(), fields, receipt);
        return Exit.OK;
    }
}
