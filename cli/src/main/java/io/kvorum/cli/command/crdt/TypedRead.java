package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.command.data.Fields;
import io.kvorum.client.Level;
import io.kvorum.client.ReadOptions;
import io.kvorum.client.Sibling;
import io.kvorum.client.Siblings;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What the commands that read one key share. */
abstract class TypedRead extends TypedKey {
    @Option(
            names = "--r",
            paramLabel = "LEVEL",
            description = "Replicas that must answer: a number, one, local_quorum, quorum, each_quorum, all."
                    + " Default: the bucket's.")
    private String level = "";

    TypedRead(Cli cli) {
        super(cli);
    }

    /** @param fields of the answer, without the value */
    abstract Exit show(CellType type, List<Version> live, Map<String, Object> fields);

    @Override
    final Exit run(Cluster cluster, CellType type) {
        ReadOptions options = level.isEmpty() ? ReadOptions.DEFAULT : ReadOptions.DEFAULT.level(Level.parse(level));
        Siblings<Bytes> found = cluster.readTyped(bucketName(), type, place(), options);
        List<Version> live = found.versions().stream().map(TypedRead::version).toList();
        Map<String, Object> fields = fields();
        fields.put("type", type.text());
        fields.put("versions", live.size());
        fields.put("receipt", Fields.receipt(found.receipt()));
        return show(type, live, fields);
    }

    private static Version version(Sibling<Bytes> sibling) {
        return new Version(sibling.dot(), sibling.writeId(), sibling.value());
    }
}
