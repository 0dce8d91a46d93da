package io.kvorum.crdt.cell;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.FilledRow;
import io.kvorum.crdt.row.Row;
import io.kvorum.crdt.row.Rows;
import io.kvorum.crdt.row.Version;
import java.util.ArrayList;
import java.util.List;

/**
 * How rows of increments merge. No client removes one: it goes when the sum of its counter reaches beyond it, and then each replica drops it
 * by itself. So that another replica has it no more, though it knows its dot, says nothing about a replica that may not have that sum yet.
 */
public final class CounterRows {
    private CounterRows() {}

    /** As {@link Rows#merge}, but what is here stays. */
    public static Row merge(Row mine, DotSet clock, FilledRow theirs) {
        Row merged = Rows.merge(mine, clock, theirs);
        List<Version> versions = new ArrayList<>(merged.versions());
        mine.versions().stream()
                .filter(version -> !merged.hasVersion(version.dot()))
                .forEach(versions::add);
        return new Row(versions, merged.context());
    }
}
