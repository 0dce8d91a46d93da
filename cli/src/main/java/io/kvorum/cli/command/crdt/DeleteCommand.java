package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Cli;
import io.kvorum.client.TypedBucket;
import io.kvorum.crdt.cell.CellType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;

/** {@code kvctl crdt del}. */
@Command(
        name = "del",
        description = "Delete a key of a typed bucket.",
        footer = {
            "",
            "The key is read first, and what is found is deleted; what another update writes meanwhile stays.",
            "Of sets, elements are removed: 'kvctl crdt set remove'; of maps, fields: 'kvctl crdt map rm'. Increments"
                    + " of",
            "counters are not deleted: take them back with 'kvctl crdt counter decr'.",
            "",
            "Example:",
            "  kvctl crdt del -b highscore alice"
        })
final class DeleteCommand extends TypedUpdate {
    DeleteCommand(Cli cli) {
        super(cli);
    }

    @Override
    Set<CellType> types() {
        return EnumSet.complementOf(EnumSet.of(
                CellType.NONE,
                CellType.SET,
                CellType.REMOVE_WINS_SET,
                CellType.MAP,
                CellType.COUNTER,
                CellType.GROW_COUNTER));
    }

    @Override
    TypedBucket.Change change(CellType type) {
        return seen -> millis -> Optional.empty();
    }
}
