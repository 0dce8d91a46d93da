package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.data.ExplanationView;
import io.kvorum.cli.command.data.Words;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.codec.Bytes;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kvctl crdt explain}. */
@Command(
        name = "explain",
        description =
                "Show what each replica holds of a key, or of an element: versions with their dots, and operands.",
        footer = {
            "",
            "Examples:",
            "  kvctl crdt explain -b highscore alice",
            "  kvctl crdt explain -b carts alice apples",
            "  kvctl crdt explain -b profiles alice city",
            "  kvctl crdt explain -b profiles alice seen --as max-register"
        })
final class ExplainTypedCommand extends TypedKey {
    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "ELEMENT",
            description = "Of a set: the element. Of a map: the field.")
    private Optional<String> element = Optional.empty();

    @Option(names = "--as", paramLabel = "TYPE", description = "Of a map: what the field holds. Default: lww-register.")
    private Optional<String> as = Optional.empty();

    private boolean isMap;

    ExplainTypedCommand(Cli cli) {
        super(cli);
    }

    @Override
    Set<CellType> types() {
        return EnumSet.complementOf(EnumSet.of(CellType.NONE));
    }

    @Override
    Bytes element() {
        return element.map(word -> isMap ? FieldOption.element(word, as.orElse("lww-register")) : Words.bytes(word))
                .orElse(Bytes.EMPTY);
    }

    @Override
    Exit run(Cluster cluster, CellType type) {
        isMap = type == CellType.MAP;
        if (as.isPresent() && !isMap) {
            throw Failure.usage("--as is for fields of maps, and bucket '" + bucketName() + "' is of type " + type, "");
        }
        if (type.isCollection() && element.isEmpty()) {
            throw Failure.usage(
                    "the keys of a " + type.text() + " have a row for each element, and none is named",
                    type.isCounter()
                            ? "'kvctl feed tail' shows increments, whose names are the ids of their writes"
                            : "'kvctl crdt " + (isMap ? "map" : "set") + " ls' shows them");
        }
        ExplanationView.show(
                cli.console(), cluster.topology(), cluster.explainTyped(bucketName(), type, place()), fields());
        return Exit.OK;
    }
}
