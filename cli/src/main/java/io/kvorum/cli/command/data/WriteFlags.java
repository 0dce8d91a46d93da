package io.kvorum.cli.command.data;

import io.kvorum.cli.WriteIds;
import io.kvorum.client.Context;
import io.kvorum.client.Level;
import io.kvorum.client.WriteOptions;
import io.kvorum.crdt.row.WriteId;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How to write. */
final class WriteFlags {
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

    @Option(
            names = "--context",
            paramLabel = "TOKEN",
            description = "Replace what the answer with this token showed. Default: see the command.")
    private String context = "";

    @Option(
            names = "--write-id",
            paramLabel = "ID",
            converter = WriteIds.class,
            description = "The name of this write; to repeat one whose outcome is unknown.")
    private Optional<WriteId> writeId = Optional.empty();

    @Option(names = "--receipt", description = "Show who acknowledged, and the write's id and context.")
    private boolean receipt;

    WriteOptions options() {
        WriteOptions options = WriteOptions.DEFAULT;
        if (!level.isEmpty()) {
            options = options.level(Level.parse(level));
        }
        if (sloppy.isPresent()) {
            options = options.sloppy(sloppy.get());
        }
        if (!context.isEmpty()) {
            options = options.context(Context.parse(context));
        }
        return writeId.isEmpty() ? options : options.writeId(writeId.get());
    }

    /** For a strong bucket. */
    Optional<WriteId> writeIdOnly() {
        Kinds.refuse(!level.isEmpty(), "--w", "a majority decides");
        Kinds.refuse(sloppy.isPresent(), "--sloppy", "only replicas decide");
        Kinds.refuse(!context.isEmpty(), "--context", "'kvctl cas' has conditions");
        return writeId;
    }

    boolean receipt() {
        return receipt;
    }
}
